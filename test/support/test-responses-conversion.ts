import { convertResponsesRequest } from '../../src/conversion/responses/request/responses-request.js';
import type { ConvertedResponsesRequest } from '../../src/conversion/responses/request/responses-request.js';
import { RefusedState } from '../../src/conversion/shared/provider-state/refused-state.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/request.js';
import { findProfile } from './test-conversion.js';
import type { ConversionSettings } from './test-conversion.js';

export interface ResponsesSettings extends ConversionSettings {
  readonly upstreamName?: string;
  readonly refusedState?: RefusedState;
}

/** Converts a request for the Responses API. */
export function convertForResponses(
  request: CreateMessageRequest,
  settings: ResponsesSettings = {},
): ConvertedResponsesRequest {
  const { profile = 'openai', profileChanges, upstreamModel = 'gpt-6-astra', maxOutputTokens, sessionId } = settings;
  const { upstreamName = 'default', refusedState = new RefusedState() } = settings;
  return convertResponsesRequest(request, {
    upstreamModel,
    upstreamName,
    refusedState,
    profile: { ...(typeof profile === 'string' ? findProfile(profile) : profile), ...profileChanges },
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(sessionId !== undefined && { sessionId }),
  });
}
