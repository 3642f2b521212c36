import { defineDialect } from './define-dialect.js';
import { onHostsNamed } from './on-hosts-named.js';
import { plainTraits } from './plain-traits.js';

/** LM Studio. "Invalid tool_choice type: 'object'" (lmstudio-bug-tracker#670) */
export const lmstudio = defineDialect({
  name: 'lmstudio',
  matches: onHostsNamed('lmstudio', 'lm-studio'),
  refusedFields: ['parallel_tool_calls'],
  media: { images: 'inline', files: false },
  tools: { forcedChoices: ['required'], strict: false },
  modelTraits: () => ({ ...plainTraits, maxStops: Infinity }),
});
