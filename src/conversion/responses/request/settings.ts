import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ResponsesInclude, ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { ConversionContext } from '../../conversion.js';
import { convertOpenAiFields } from '../../shared/request/openai-fields.js';
import { convertReasoning } from './reasoning.js';
import type { RequestScope } from './request-scope.js';

type SettingsContext = Pick<ConversionContext, 'maxOutputTokens' | 'sessionId'>;

/** Converts everything but the prompt. All stop sequences are emulated: the API has no field for them. */
export function convertSettings(
  request: CreateMessageRequest,
  { maxOutputTokens, sessionId }: SettingsContext,
  scope: RequestScope,
): Partial<ResponsesRequest> {
  const { tools, support } = scope;
  const { reasoning } = convertReasoning(request, { ...scope, hasWebSearch: tools.webSearch !== undefined });
  const include = listIncluded(scope);
  return {
    max_output_tokens: Math.max(MIN_OUTPUT_TOKENS, Math.min(request.max_tokens, maxOutputTokens ?? Infinity)),
    ...(request.max_tokens === 0 && support.prewarm && { prompt_cache_options: { prewarm: true } }),
    ...convertSampling(request, reasoning?.effort === 'none', scope),
    ...(reasoning && { reasoning }),
    ...(include.length > 0 && { include }),
    ...convertOwnFields(request, sessionId, scope),
    ...convertStream(request, scope),
  };
}

/** A lower limit is rejected. */
const MIN_OUTPUT_TOKENS = 16;

/** Converts temperature and top_p, for models that accept them. */
function convertSampling(
  { temperature, top_p, top_k }: CreateMessageRequest,
  isReasoningOff: boolean,
  { features, support, dropped }: RequestScope,
): Pick<ResponsesRequest, 'temperature' | 'top_p'> {
  const sampling = { ...(temperature != null && { temperature }), ...(top_p != null && { top_p }) };
  if (top_k != null) dropped.add('top_k');
  if (features.acceptsSampling || (support.samplingWithoutReasoning && isReasoningOff)) return sampling;
  for (const name of Object.keys(sampling)) dropped.add(name);
  return {};
}

/** Models without reasoning reject the request for encrypted reasoning. */
function listIncluded({ features, support, tools }: RequestScope): readonly ResponsesInclude[] {
  const returnsReasoning = support.reasoningItems === 'encrypted' && features.efforts.length > 0;
  return [
    ...(returnsReasoning ? ['reasoning.encrypted_content' as const] : []),
    ...(tools.webSearch ? ['web_search_call.action.sources' as const] : []),
  ];
}

type OwnFields = Pick<ResponsesRequest, 'prompt_cache_key' | 'safety_identifier' | 'service_tier'>;

/** Converts the fields that only OpenAI and providers of its models have. */
function convertOwnFields(
  request: CreateMessageRequest,
  sessionId: string | undefined,
  { profile, support, dropped }: RequestScope,
): OwnFields {
  if (!profile.sendsOpenAiFields) return {};
  const { service_tier, ...fields } = convertOpenAiFields(request, sessionId);
  if (!support.serviceTier) {
    if (service_tier) dropped.add('service_tier');
    return fields;
  }
  const { speed }: Readonly<Record<string, unknown>> = { ...request };
  const tier = speed === 'fast' ? 'priority' : service_tier;
  return { ...fields, ...(tier && { service_tier: tier }) };
}

function convertStream(
  { stream }: CreateMessageRequest,
  { profile, support, upstreamModel }: RequestScope,
): Pick<ResponsesRequest, 'stream' | 'stream_options'> {
  if (stream !== true && !profile.streamsOnly({ model: upstreamModel, messages: [] })) return {};
  return { stream: true, ...(support.streamObfuscation && { stream_options: { include_obfuscation: false } }) };
}
