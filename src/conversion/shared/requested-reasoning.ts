import type { CreateMessageRequest, Effort } from '../../protocol/anthropic/request.js';
import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';
import { effortRanking } from '../../providers/efforts.js';

/** The reasoning that a request asks for. */
interface RequestedReasoning {
  readonly field: string;
  /** Undefined for an unknown effort. */
  readonly effort: ChatReasoningEffort | undefined;
  readonly budgetTokens?: number;
}

/** Resolves the requested reasoning; undefined when the request leaves it to the model. */
export function resolveRequestedReasoning({
  thinking,
  output_config,
}: CreateMessageRequest): RequestedReasoning | undefined {
  if (thinking?.type === 'disabled') return { field: 'thinking', effort: 'none' };
  const effort: unknown = output_config?.effort;
  if (effort != null) return { field: 'output_config.effort', effort: effortRanking.find((known) => known === effort) };
  const budgetTokens: unknown = thinking?.type === 'enabled' && thinking.budget_tokens;
  // Other thinking leaves the effort to the model.
  return typeof budgetTokens === 'number'
    ? { field: 'thinking', effort: resolveBudgetEffort(budgetTokens), budgetTokens }
    : undefined;
}

function resolveBudgetEffort(budgetTokens: number): ChatReasoningEffort {
  if (budgetTokens >= 4096) return 'high';
  if (budgetTokens >= 2048) return 'medium';
  return budgetTokens >= 1024 ? 'low' : 'minimal';
}

/** Resolves the effort of a model that is closest to the requested one; undefined if it has none. */
export function resolveSupportedEffort(
  wanted: ChatReasoningEffort | undefined,
  efforts: readonly ChatReasoningEffort[],
): ChatReasoningEffort | undefined {
  if (wanted === undefined || efforts.includes(wanted)) return wanted;
  const rank = effortRanking.indexOf(wanted);
  // A request for thinking must not disable it.
  const weaker = efforts.findLast((effort) => effort !== 'none' && effortRanking.indexOf(effort) < rank);
  const stronger = efforts.find((effort) => effortRanking.indexOf(effort) > rank);
  return rank > effortRanking.indexOf('medium') ? (weaker ?? stronger) : (stronger ?? weaker);
}

/** The maximum reasoning effort; `none` disables reasoning. */
export type EffortLimit = Effort | 'none';

/** Limits the reasoning effort of a request. */
export function limitEffort(request: CreateMessageRequest, limit: EffortLimit | undefined): CreateMessageRequest {
  if (limit === undefined) return request;
  if (limit === 'none') return { ...request, thinking: { type: 'disabled' } };
  const effort = resolveRequestedReasoning(request)?.effort;
  if (effort === undefined || effortRanking.indexOf(effort) <= effortRanking.indexOf(limit)) return request;
  return { ...request, output_config: { ...request.output_config, effort: limit } };
}
