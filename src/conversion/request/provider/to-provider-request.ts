import type { Dialect, ModelTraits } from '../../../dialects/dialect.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { DroppedNames } from '../dropped-names.js';
import { toKnownContent } from './to-known-content.js';
import { toKnownResponseFormat } from './to-known-response-format.js';
import { toKnownSchemas } from './to-known-schemas.js';
import { toKnownToolChoice } from './to-known-tool-choice.js';

/** Fits a request to the provider; what is lost on the way is named as the client calls it. */
export function toProviderRequest(
  request: ChatRequest,
  dialect: Dialect,
  traits: ModelTraits,
  dropped: DroppedNames,
): ChatRequest {
  const { tools, emptyContent, refine, refusedFields, streamsOnly } = dialect;
  const chosen = toKnownToolChoice(request, tools);
  const responseFormat = refusedFields.includes('response_format') ? 'none' : traits.responseFormat;
  const formatted = toKnownResponseFormat(toKnownSchemas(chosen, tools), responseFormat, tools);
  const refined = refine(toKnownContent(formatted, emptyContent));
  const streamed: ChatRequest = streamsOnly(refined) ? { ...refined, ...asStream } : refined;
  const fitted = withoutFields(streamed, new Set(refusedFields));
  for (const [field, name] of Object.entries(clientNames)) {
    if (field in request && !(field in fitted)) dropped.add(name);
  }
  return fitted;
}

const asStream = { stream: true, stream_options: { include_usage: true } } as const;

/** What clients call the fields that a provider may refuse. Stop sequences are looked for in the output instead. */
const clientNames = {
  temperature: 'temperature',
  top_p: 'top_p',
  top_k: 'top_k',
  tool_choice: 'tool_choice',
  parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
  reasoning_effort: 'output_config.effort',
  service_tier: 'service_tier',
} as const satisfies Partial<Record<keyof ChatRequest, string>>;

function withoutFields(request: ChatRequest, fields: ReadonlySet<string>): ChatRequest {
  const { model, messages, ...rest } = request;
  return { model, messages, ...Object.fromEntries(Object.entries(rest).filter(([field]) => !fields.has(field))) };
}
