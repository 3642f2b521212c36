import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../define-profile.js';
import { resolveEfforts } from '../efforts.js';

// What its own Schema type has; a keyword beyond is refused as an `Unknown name` (openswarm#24, zed#44875).
const keywords = new Set([
  ...['type', 'title', 'description', 'nullable', 'enum', 'format', 'default', 'anyOf'],
  ...['properties', 'required', 'minProperties', 'maxProperties', 'items', 'minItems', 'maxItems'],
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum'],
]);
const formats = new Set(['enum', 'date-time', 'int32', 'int64', 'float', 'double']);

const currentModels = /gemini-(?:[3-9]|\d\d)/i;

/** Google's Gemini API in its OpenAI-compatible form. */
export const gemini = defineProfile({
  name: 'gemini',
  matches: matchDomains('generativelanguage.googleapis.com'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  returnsThoughtSignatures: true,
  emptyContent: 'blank',
  // "Function calling with a response mime type: 'application/json' is unsupported"
  tools: {
    strict: false,
    besideResponseFormat: false,
    schema: { keywords, formats, closedObjects: false },
  },
  modelFeatures: (model) => ({
    ...defaultModelFeatures,
    efforts: resolveEfforts(
      model,
      [/gemini-2\.5-flash/i, ['none', 'low', 'medium', 'high']],
      [/gemini-2\.5/i, ['low', 'medium', 'high']],
      [currentModels, ['low', 'medium', 'high']],
    ),
    // From the third generation on, a call without a signature is refused; Google documents this word for calls of others.
    ...(currentModels.test(model) && { missingThoughtSignature: 'skip_thought_signature_validator' }),
  }),
});
