import { isJsonObject } from '../../common/json.js';
import { ApiError } from '../../errors/api-error.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { ProviderProfile } from '../../providers/provider-profile.js';
import { isAbsent } from './blocks.js';

/** Rejects what cannot be omitted without changing the meaning of the request. */
export function rejectUnsupportedFields(request: CreateMessageRequest): void {
  const { mcp_servers, thread, compaction }: Readonly<Record<string, unknown>> = { ...request };
  if (!isAbsent(mcp_servers)) {
    throw ApiError.invalidRequest(
      'mcp_servers: MCP servers are not called by this gateway; connect to them in the client',
    );
  }
  if (!isAbsent(thread)) {
    throw new ApiError(400, 'invalid_request_error', 'thread: this gateway keeps no conversations; send all messages', {
      details: { error_code: 'thread_unsupported_request' },
    });
  }
  if (!isAbsent(compaction)) {
    throw ApiError.invalidRequest('compaction: conversations are not compacted by this gateway; compact in the client');
  }
}

const servedFields = new Set([
  ...['model', 'max_tokens', 'messages', 'system', 'stream', 'temperature', 'top_p', 'top_k', 'tools'],
  ...['stop_sequences', 'tool_choice', 'thinking', 'output_config', 'output_format'],
]);
const servedOutputFields = new Set(['effort', 'format']);

// Sent only where the profile sends OpenAI's own fields.
const openAiFields = new Set(['metadata', 'service_tier']);

/** Lists the fields of a request that are not sent to any upstream with this profile. */
export function findUnsupportedFields(
  request: CreateMessageRequest,
  { sendsOpenAiFields, cacheControl }: ProviderProfile,
): readonly string[] {
  const isServed = (name: string): boolean =>
    servedFields.has(name) ||
    (sendsOpenAiFields && openAiFields.has(name)) ||
    (cacheControl !== 'none' && name === 'cache_control');
  const outputConfig: unknown = request.output_config;
  return [
    ...findPresentFields({ ...request }).filter((name) => !isServed(name)),
    ...findPresentFields(outputConfig)
      .filter((name) => !servedOutputFields.has(name))
      .map((name) => `output_config.${name}`),
  ];
}

function findPresentFields(value: unknown): readonly string[] {
  return isJsonObject(value) ? Object.keys(value).filter((name) => !isAbsent(value[name])) : [];
}
