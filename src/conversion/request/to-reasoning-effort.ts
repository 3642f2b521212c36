import type { ModelTraits } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatReasoningEffort, ChatRequest } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';

/** Weakest first. */
const ranking: readonly ChatReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Converts what is said of thinking to an effort that the model knows. */
export function toReasoningEffort(
  request: CreateMessageRequest,
  { efforts, effortWithTools }: ModelTraits,
  hasTools: boolean,
  dropped: DroppedNames,
): Pick<ChatRequest, 'reasoning_effort'> {
  const wanted = toWantedEffort(request);
  const effort = toChatEffort(wanted, efforts, hasTools ? effortWithTools : 'any');
  if (wanted !== undefined && wanted !== 'none' && (effort === undefined || effort === 'none')) {
    dropped.add(request.output_config?.effort === wanted ? 'output_config.effort' : 'thinking');
  }
  return effort ? { reasoning_effort: effort } : {};
}

function toWantedEffort({ thinking, output_config }: CreateMessageRequest): ChatReasoningEffort | undefined {
  if (thinking?.type === 'disabled') return 'none';
  if (output_config?.effort != null) return ranking.find((effort) => effort === output_config.effort);
  // Other thinking leaves the effort to the model.
  if (thinking?.type !== 'enabled' || typeof thinking.budget_tokens !== 'number') return undefined;
  if (thinking.budget_tokens >= 4096) return 'high';
  if (thinking.budget_tokens >= 2048) return 'medium';
  return thinking.budget_tokens >= 1024 ? 'low' : 'minimal';
}

function toChatEffort(
  wanted: ChatReasoningEffort | undefined,
  efforts: ModelTraits['efforts'],
  allowance: ModelTraits['effortWithTools'],
): ChatReasoningEffort | undefined {
  if (allowance === 'none') return 'none';
  if (wanted === undefined || allowance === 'absent' || efforts.includes(wanted)) {
    return allowance === 'any' ? wanted : undefined;
  }
  const rank = ranking.indexOf(wanted);
  const weaker = efforts.findLast((effort) => ranking.indexOf(effort) < rank);
  const stronger = efforts.find((effort) => ranking.indexOf(effort) > rank);
  return rank > ranking.indexOf('medium') ? (weaker ?? stronger) : (stronger ?? weaker);
}
