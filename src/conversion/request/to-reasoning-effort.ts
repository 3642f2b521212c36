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
  const wish = toWish(request);
  const effort = toChatEffort(wish?.effort, efforts, hasTools ? effortWithTools : 'any');
  if (wish && wish.effort !== 'none' && (effort === undefined || effort === 'none')) dropped.add(wish.field);
  return effort ? { reasoning_effort: effort } : {};
}

interface Wish {
  readonly field: string;
  /** Undefined when the client asks for an effort that nobody knows. */
  readonly effort: ChatReasoningEffort | undefined;
}

function toWish({ thinking, output_config }: CreateMessageRequest): Wish | undefined {
  if (thinking?.type === 'disabled') return { field: 'thinking', effort: 'none' };
  const effort: unknown = output_config?.effort;
  if (effort != null) return { field: 'output_config.effort', effort: ranking.find((known) => known === effort) };
  // Other thinking leaves the effort to the model.
  return thinking?.type === 'enabled' && typeof thinking.budget_tokens === 'number'
    ? { field: 'thinking', effort: toBudgetEffort(thinking.budget_tokens) }
    : undefined;
}

function toBudgetEffort(budgetTokens: number): ChatReasoningEffort {
  if (budgetTokens >= 4096) return 'high';
  if (budgetTokens >= 2048) return 'medium';
  return budgetTokens >= 1024 ? 'low' : 'minimal';
}

function toChatEffort(
  wanted: ChatReasoningEffort | undefined,
  efforts: ModelTraits['efforts'],
  allowance: ModelTraits['effortWithTools'],
): ChatReasoningEffort | undefined {
  if (allowance === 'none') return 'none';
  if (wanted === undefined || allowance === 'absent') return undefined;
  if (efforts.includes(wanted)) return wanted;
  const rank = ranking.indexOf(wanted);
  const weaker = efforts.findLast((effort) => ranking.indexOf(effort) < rank);
  const stronger = efforts.find((effort) => ranking.indexOf(effort) > rank);
  return rank > ranking.indexOf('medium') ? (weaker ?? stronger) : (stronger ?? weaker);
}
