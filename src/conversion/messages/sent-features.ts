import { isJsonObject } from '../../common/json.js';
import type { SentFeature } from './native-errors.js';

/** Whether a request contains what an upstream may have rejected. Called only after a rejection. */
export function hasSentFeature(body: unknown, feature: SentFeature): boolean {
  if (!isJsonObject(body)) return false;
  const turns = asTurns(body['messages']);
  switch (feature) {
    case 'system':
      return turns.some(({ role }) => role === 'system');
    case 'effort':
      return [body, ...turns].some(({ output_config }) => isJsonObject(output_config) && 'effort' in output_config);
    default:
      return turns.some(({ content }) => hasBlock(content, feature));
  }
}

function asTurns(messages: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(messages) ? messages.filter(isJsonObject) : [];
}

/** Includes blocks inside of tool results. */
function hasBlock(content: unknown, type: string): boolean {
  if (!Array.isArray(content)) return false;
  return content.some((block) => isJsonObject(block) && (block['type'] === type || hasBlock(block['content'], type)));
}
