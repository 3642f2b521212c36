import { defineProfile } from '../define-profile.js';
import { matchDomains } from '../url-matching.js';
import { defaultModelFeatures } from '../model-features.js';
import { resolveEfforts } from '../efforts.js';

// The fields of Gemini's Schema type. Other keywords are rejected as `Unknown name` (openswarm#24, zed#44875).
const keywords = new Set([
  ...['type', 'title', 'description', 'nullable', 'enum', 'format', 'default', 'anyOf'],
  ...['properties', 'required', 'minProperties', 'maxProperties', 'items', 'minItems', 'maxItems'],
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum'],
]);
const formats = new Set(['enum', 'date-time', 'int32', 'int64', 'float', 'double']);

const currentModels = /gemini-(?:[3-9]|\d\d)/i;

/** Google's OpenAI-compatible Gemini API. */
export const gemini = defineProfile({
  name: 'gemini',
  matches: matchDomains('generativelanguage.googleapis.com'),
  rejectedFields: ['top_k', 'parallel_tool_calls'],
  usage: { promptExcludesCache: false, outputExcludesThinking: true },
  emptyContent: 'blank',
  // "Function calling with a response mime type: 'application/json' is unsupported"
  tools: {
    strict: false,
    allowedWithResponseFormat: false,
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
    // From Gemini 3 on, calls without a signature are rejected. Google documents this value for calls of other models.
    ...(currentModels.test(model) && { missingThoughtSignature: 'skip_thought_signature_validator' }),
  }),
});
