import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { ProviderName } from '../../providers/registry.js';
import type { RequestRecord, TokenUsage } from '../../request-context/request-record.js';
import type { UpstreamCallRecord } from '../../request-context/request-observers.js';

/** Builds the attributes of a request's span at its start. */
export function buildRequestAttributes({ head }: RequestRecord): Attributes {
  return {
    [ATTR_HTTP_REQUEST_METHOD]: head.method,
    [ATTR_HTTP_ROUTE]: head.route,
    [ATTR_URL_SCHEME]: 'http',
    'claude_proxy.request_id': head.requestId,
    'gen_ai.conversation.id': head.sessionId,
  };
}

/** Builds the attributes at its end; never a prompt, a response or a key. */
export function buildEndAttributes({ status, failure, endedBy, head, ...record }: RequestRecord): Attributes {
  return {
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
    [ATTR_ERROR_TYPE]: failure?.type,
    'claude_proxy.ended_by': endedBy,
    'claude_proxy.caller_id': head.caller?.id,
    'claude_proxy.model': record.model,
    'claude_proxy.upstream': record.upstream,
    'claude_proxy.upstream_calls': record.upstreamCalls,
  };
}

/** Builds the attributes of an upstream call's span, by the semantic conventions for generative AI. */
export function buildCallAttributes(record: RequestRecord, { url }: UpstreamCallRecord): Attributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': resolveProviderName(record.provider),
    'gen_ai.request.model': record.upstreamModel,
    'gen_ai.request.stream': record.isStream,
    [ATTR_SERVER_ADDRESS]: url.hostname,
    [ATTR_SERVER_PORT]: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    [ATTR_HTTP_REQUEST_METHOD]: 'POST',
    'claude_proxy.upstream': record.upstream,
    'claude_proxy.api': record.api,
  };
}

/** Builds the attributes of an upstream call's span at its end. */
export function buildResponseAttributes({ usage, stopReason, firstTokenAt, ...record }: RequestRecord): Attributes {
  return {
    [ATTR_HTTP_RESPONSE_STATUS_CODE]: record.upstreamStatus,
    'gen_ai.response.model': record.responseModel,
    'gen_ai.response.time_to_first_chunk': firstTokenAt && (firstTokenAt - record.startedAt) / 1000,
    ...(stopReason && { 'gen_ai.response.finish_reasons': [stopReason] }),
    ...(usage && buildUsageAttributes(usage)),
  };
}

/** The conventions include cached tokens in the input tokens. */
function buildUsageAttributes(usage: TokenUsage): Attributes {
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens } = usage;
  return {
    'gen_ai.usage.input_tokens': input_tokens + cache_read_input_tokens + cache_creation_input_tokens,
    'gen_ai.usage.cache_read.input_tokens': cache_read_input_tokens,
    'gen_ai.usage.cache_creation.input_tokens': cache_creation_input_tokens,
    'gen_ai.usage.output_tokens': usage.output_tokens,
  };
}

/** Provider names of the OpenTelemetry conventions, where they differ from ours. */
const PROVIDER_NAMES: Partial<Readonly<Record<string, string>>> = {
  azure: 'azure.ai.openai',
  gemini: 'gcp.gemini',
  mistral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  xai: 'x_ai',
  standard: '_OTHER',
} satisfies Partial<Record<ProviderName, string>>;

/** Resolves the OpenTelemetry name of a provider; defaults to our own name. */
export function resolveProviderName(provider = 'standard'): string {
  return PROVIDER_NAMES[provider] ?? provider;
}
