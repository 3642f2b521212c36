import { defineDialect } from './define-dialect.js';
import { onDomains } from './on-domains.js';
import { plainTraits } from './plain-traits.js';
import { toEfforts } from './to-efforts.js';

/** Fireworks AI. */
export const fireworks = defineDialect({
  name: 'fireworks',
  matches: onDomains('api.fireworks.ai'),
  refusedFields: [],
  media: { files: false },
  tools: { strict: false, besideResponseFormat: false },
  modelTraits: (model) => ({ ...plainTraits, efforts: toEfforts(model) }),
});
