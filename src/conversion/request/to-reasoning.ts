import type { ModelTraits, ReasoningFields, ReasoningWish } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';

/** What decides how a wish for reasoning is put. */
export interface ReasoningScope {
  readonly traits: Pick<ModelTraits, 'efforts' | 'effortWithTools'>;
  readonly hasTools: boolean;
  readonly dropped: DroppedNames;
  /** Says the wish in the provider's own fields. */
  readonly toFields: (wish: ReasoningWish) => ReasoningFields;
}

/** Weakest first. */
const ranking: readonly ChatReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** Converts what is said of thinking to what the provider and the model understand. */
export function toReasoning(request: CreateMessageRequest, scope: ReasoningScope): ReasoningFields {
  const { traits, hasTools, dropped, toFields } = scope;
  const wish = toWish(request);
  const effort = toChatEffort(wish?.effort, traits.efforts, hasTools ? traits.effortWithTools : 'any');
  if (wish === undefined && effort === undefined) return {};
  const isOff = wish?.effort === 'none';
  const budgetTokens = wish?.budgetTokens;
  const fields = toFields({ isOff, ...(effort && { effort }), ...(budgetTokens !== undefined && { budgetTokens }) });
  const isServed = Object.keys(fields).length > 0 && effort !== 'none';
  if (wish && !isOff && !isServed) dropped.add(wish.field);
  return fields;
}

interface Wish {
  readonly field: string;
  /** Undefined when the client asks for an effort that nobody knows. */
  readonly effort: ChatReasoningEffort | undefined;
  readonly budgetTokens?: number;
}

function toWish({ thinking, output_config }: CreateMessageRequest): Wish | undefined {
  if (thinking?.type === 'disabled') return { field: 'thinking', effort: 'none' };
  const effort: unknown = output_config?.effort;
  if (effort != null) return { field: 'output_config.effort', effort: ranking.find((known) => known === effort) };
  const budgetTokens: unknown = thinking?.type === 'enabled' && thinking.budget_tokens;
  // Other thinking leaves the effort to the model.
  return typeof budgetTokens === 'number'
    ? { field: 'thinking', effort: toBudgetEffort(budgetTokens), budgetTokens }
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
  // A model that shall think must not be told not to.
  const weaker = efforts.findLast((effort) => effort !== 'none' && ranking.indexOf(effort) < rank);
  const stronger = efforts.find((effort) => ranking.indexOf(effort) > rank);
  return rank > ranking.indexOf('medium') ? (weaker ?? stronger) : (stronger ?? weaker);
}
