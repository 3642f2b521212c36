import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';

/** The efforts of reasoning, weakest first. */
export const effortRanking: readonly ChatReasoningEffort[] = [
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
];
