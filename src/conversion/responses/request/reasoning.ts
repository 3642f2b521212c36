import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ResponsesReasoning, ResponsesRequest } from '../../../protocol/openai/responses-request.js';
import type { ModelFeatures, ResponsesFeatures } from '../../../providers/provider-profile.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { resolveRequestedReasoning, resolveSupportedEffort } from '../../shared/requested-reasoning.js';

interface ReasoningScope {
  readonly features: ModelFeatures;
  readonly support: ResponsesFeatures;
  readonly hasWebSearch: boolean;
  readonly dropped: DroppedNames;
}

/** Converts the requested thinking to what the model supports. Without an effort, the model uses its default. */
export function convertReasoning(
  request: CreateMessageRequest,
  { features: { efforts }, support, hasWebSearch, dropped }: ReasoningScope,
): Pick<ResponsesRequest, 'reasoning'> {
  const requested = resolveRequestedReasoning(request);
  const supported = resolveSupportedEffort(requested?.effort, efforts);
  // OpenAI rejects web search with this effort.
  const effort = supported === 'minimal' && hasWebSearch ? 'low' : supported;
  const isOff = requested?.effort === 'none';
  if (requested && !isOff && (effort === undefined || effort === 'none')) dropped.add(requested.field);
  const isShown = !isOff && request.thinking?.display !== 'omitted';
  const reasoning: ResponsesReasoning = {
    ...(effort && { effort }),
    ...(isShown && support.reasoningSummary && efforts.length > 0 && { summary: 'auto' }),
  };
  return Object.keys(reasoning).length > 0 ? { reasoning } : {};
}
