import type { ModelFeatures, ReasoningFields, ReasoningRequest } from '../../../providers/provider-profile.js';
import type { CreateMessageRequest } from '../../../protocol/anthropic/request.js';
import type { ChatReasoningEffort } from '../../../protocol/openai/chat-request.js';
import type { DroppedNames } from '../../shared/dropped-names.js';
import { resolveRequestedReasoning, resolveSupportedEffort } from '../../shared/requested-reasoning.js';

/** What determines the reasoning fields of a request. */
export interface ReasoningScope {
  readonly features: Pick<ModelFeatures, 'efforts' | 'effortWithTools'>;
  readonly hasTools: boolean;
  readonly dropped: DroppedNames;
  /** Converts requested reasoning to the provider's request fields. */
  readonly convertFields: (requested: ReasoningRequest) => ReasoningFields;
}

/** Converts the requested thinking to what the provider and the model support. */
export function convertReasoning(request: CreateMessageRequest, scope: ReasoningScope): ReasoningFields {
  const { features, hasTools, dropped, convertFields } = scope;
  const requested = resolveRequestedReasoning(request);
  const effort = convertEffort(requested?.effort, features.efforts, hasTools ? features.effortWithTools : 'any');
  if (requested === undefined && effort === undefined) return {};
  const isOff = requested?.effort === 'none';
  const budgetTokens = requested?.budgetTokens;
  const fields = convertFields({
    isOff,
    ...(effort && { effort }),
    ...(budgetTokens !== undefined && { budgetTokens }),
  });
  const isServed = Object.keys(fields).length > 0 && effort !== 'none';
  if (requested && !isOff && !isServed) dropped.add(requested.field);
  return fields;
}

function convertEffort(
  wanted: ChatReasoningEffort | undefined,
  efforts: ModelFeatures['efforts'],
  effortWithTools: ModelFeatures['effortWithTools'],
): ChatReasoningEffort | undefined {
  if (effortWithTools === 'none') return 'none';
  return effortWithTools === 'absent' ? undefined : resolveSupportedEffort(wanted, efforts);
}
