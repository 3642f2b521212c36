import type { ModelTraits, ReasoningFields, ReasoningWish } from '../../dialects/dialect.js';
import type { CreateMessageRequest } from '../../protocol/anthropic/messages.js';
import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';
import type { DroppedNames } from './dropped-names.js';
import { effortRanking } from './effort-ranking.js';
import { toReasoningWish } from './to-reasoning-wish.js';

/** What decides how a wish for reasoning is put. */
export interface ReasoningScope {
  readonly traits: Pick<ModelTraits, 'efforts' | 'effortWithTools'>;
  readonly hasTools: boolean;
  readonly dropped: DroppedNames;
  /** Says the wish in the provider's own fields. */
  readonly toFields: (wish: ReasoningWish) => ReasoningFields;
}

/** Converts what is said of thinking to what the provider and the model understand. */
export function toReasoning(request: CreateMessageRequest, scope: ReasoningScope): ReasoningFields {
  const { traits, hasTools, dropped, toFields } = scope;
  const wish = toReasoningWish(request);
  const effort = toChatEffort(wish?.effort, traits.efforts, hasTools ? traits.effortWithTools : 'any');
  if (wish === undefined && effort === undefined) return {};
  const isOff = wish?.effort === 'none';
  const budgetTokens = wish?.budgetTokens;
  const fields = toFields({ isOff, ...(effort && { effort }), ...(budgetTokens !== undefined && { budgetTokens }) });
  const isServed = Object.keys(fields).length > 0 && effort !== 'none';
  if (wish && !isOff && !isServed) dropped.add(wish.field);
  return fields;
}

function toChatEffort(
  wanted: ChatReasoningEffort | undefined,
  efforts: ModelTraits['efforts'],
  allowance: ModelTraits['effortWithTools'],
): ChatReasoningEffort | undefined {
  if (allowance === 'none') return 'none';
  if (wanted === undefined || allowance === 'absent') return undefined;
  if (efforts.includes(wanted)) return wanted;
  const rank = effortRanking.indexOf(wanted);
  // A model that shall think must not be told not to.
  const weaker = efforts.findLast((effort) => effort !== 'none' && effortRanking.indexOf(effort) < rank);
  const stronger = efforts.find((effort) => effortRanking.indexOf(effort) > rank);
  return rank > effortRanking.indexOf('medium') ? (weaker ?? stronger) : (stronger ?? weaker);
}
