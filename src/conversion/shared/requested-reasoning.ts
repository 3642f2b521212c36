import type { CreateMessageRequest } from '../../protocol/anthropic/request.js';
import type { ChatReasoningEffort } from '../../protocol/openai/chat-request.js';
import { effortRanking } from '../../providers/efforts.js';

/** The reasoning that a request asks for. */
export interface RequestedReasoning {
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
