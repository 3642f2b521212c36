import type { Dialect } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import { isAbsent } from './is-absent.js';
import { isJsonObject } from '../is-json-object.js';

const servedFields = new Set([
  ...['model', 'max_tokens', 'messages', 'system', 'stream', 'temperature', 'top_p', 'top_k', 'tools'],
  ...['stop_sequences', 'tool_choice', 'thinking', 'output_config', 'output_format'],
]);
const servedOutputFields = new Set(['effort', 'format']);

// What these say is sent only where OpenAI's own fields are.
const openAiFields = new Set(['metadata', 'service_tier']);

/** Names the fields of a request that no upstream of the dialect gets. */
export function toUnservedFields(
  request: CreateMessageRequest,
  { sendsOpenAiFields, cacheControl }: Dialect,
): readonly string[] {
  const isServed = (name: string): boolean =>
    servedFields.has(name) ||
    (sendsOpenAiFields && openAiFields.has(name)) ||
    (cacheControl !== 'none' && name === 'cache_control');
  const outputConfig: unknown = request.output_config;
  return [
    ...toPresentFields({ ...request }).filter((name) => !isServed(name)),
    ...toPresentFields(outputConfig)
      .filter((name) => !servedOutputFields.has(name))
      .map((name) => `output_config.${name}`),
  ];
}

function toPresentFields(value: unknown): readonly string[] {
  return isJsonObject(value) ? Object.keys(value).filter((name) => !isAbsent(value[name])) : [];
}
