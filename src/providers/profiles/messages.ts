import { defineProfile } from '../define-profile.js';
import { apiKeyMessagesFeatures, bearerMessagesFeatures, claudeMessagesFeatures } from '../messages-features.js';
import { matchDomains } from '../url-matching.js';

// Providers that are mainly used through their Messages API. Their Chat Completions APIs have no known differences.

/** Anthropic's own API. */
export const anthropic = defineProfile({
  name: 'anthropic',
  matches: matchDomains('api.anthropic.com'),
  preferredApi: () => 'messages',
  messagesFeatures: claudeMessagesFeatures,
});

/** Z.ai (GLM). */
export const zai = defineProfile({
  name: 'zai',
  matches: matchDomains('api.z.ai', 'open.bigmodel.cn'),
  messagesFeatures: apiKeyMessagesFeatures,
});

/** MiniMax. */
export const minimax = defineProfile({
  name: 'minimax',
  matches: matchDomains('api.minimax.io', 'api.minimaxi.com'),
  messagesFeatures: bearerMessagesFeatures,
});
