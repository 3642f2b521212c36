import type { CreateMessageRequest, Effort } from '../../protocol/anthropic/request.js';
import { effortRanking } from '../../providers/efforts.js';
import { resolveRequestedReasoning } from './requested-reasoning.js';

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
