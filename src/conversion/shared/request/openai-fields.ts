import { createHash } from 'node:crypto';
import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import { parseJsonObject } from '../../../common/json.js';

type OpenAiFields = Pick<ChatRequest, 'prompt_cache_key' | 'safety_identifier' | 'service_tier'>;

const maxCacheKeyLength = 64;

/** Converts the user and the session to OpenAI's cache key and safety identifier; the ids are hashed. */
export function convertOpenAiFields(
  { metadata, service_tier }: CreateMessageRequest,
  sessionId: string | undefined,
): OpenAiFields {
  const userId = typeof metadata?.user_id === 'string' ? metadata.user_id : '';
  const cacheKey = (parseSessionId(userId) ?? sessionId)?.slice(0, maxCacheKeyLength);
  return {
    ...(cacheKey && { prompt_cache_key: cacheKey }),
    ...(userId && { safety_identifier: createHash('sha256').update(userId).digest('hex') }),
    ...(service_tier === 'standard_only' && { service_tier: 'default' }),
  };
}

/** `_session_` and a UUID are shorter. */
const MAX_SUFFIX_LENGTH = 128;

// Claude Code packs the session into the user's id: as JSON, in older versions as a suffix.
function parseSessionId(userId: string): string | undefined {
  const sessionId = parseJsonObject(userId)?.['session_id'];
  if (typeof sessionId === 'string') return sessionId;
  return /_session_([\w-]{1,100})$/.exec(userId.slice(-MAX_SUFFIX_LENGTH))?.[1];
}
