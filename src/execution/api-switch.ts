import type { RequestAdjustment } from '../conversion/conversion.js';
import type { UpstreamErrorBody } from '../errors/error-body.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import type { UpstreamApiName } from '../providers/upstream-api-choice.js';
import type { Rejection } from './rejection-evidence.js';

/**
 * Finds whether a rejection means that the other API of the upstream serves the model: from Chat Completions to Responses if
 * the error says so, and back if the upstream does not serve Responses. A model that needs both APIs stays on Chat
 * Completions, without reasoning in requests with tools. What is known excludes that a request switches twice.
 */
export function findApiSwitch(
  error: Rejection,
  api: UpstreamApiName,
  known: LearnedOverrides,
): RequestAdjustment | undefined {
  if (api === 'chat-completions' && requiresResponsesApi(error)) return switchToResponses(known);
  return api === 'responses' && isApiMissing(error) ? switchToChat(known) : undefined;
}

function switchToResponses({ api, effortWithTools }: LearnedOverrides): RequestAdjustment | undefined {
  if (api === undefined) return { overrides: { api: 'responses' }, isLasting: true };
  return effortWithTools === undefined ? { overrides: { effortWithTools: 'none' }, isLasting: true } : undefined;
}

/** A learned `responses` means that Chat Completions has rejected the model as it was called. */
function switchToChat({ api }: LearnedOverrides): RequestAdjustment {
  const effort: LearnedOverrides = api === 'responses' ? { effortWithTools: 'none' } : {};
  return { overrides: { api: 'chat-completions', ...effort }, isLasting: true };
}

/**
 * "Function tools with reasoning_effort are not supported for gpt-6 in /v1/chat/completions. To use function tools, use
 * /v1/responses or set reasoning_effort to 'none'." and "This model is only supported in v1/responses and not in
 * v1/chat/completions."
 */
function requiresResponsesApi({ extras: { upstreamStatus, upstreamError } }: Rejection): boolean {
  const { message = '' } = upstreamError ?? {};
  const isRejection = upstreamStatus === 400 || upstreamStatus === 404;
  return isRejection && /\b(?:use|only supported in) [`'"]?\/?v1\/responses\b/i.test(message);
}

/** Statuses of servers without the path, of old servers and of gateways. */
const MISSING: readonly (number | undefined)[] = [404, 405, 501];
/** A 404 of the API itself names what was not found. */
const NOT_FOUND_IN_API = /\bmodel\b|\bdeployment\b|\bitem with id\b/i;

function isApiMissing({ extras }: Rejection): boolean {
  const { isOtherApi = false, upstreamStatus, upstreamError } = extras;
  return isOtherApi || (MISSING.includes(upstreamStatus) && !isFoundInApi(upstreamError));
}

function isFoundInApi({ message, names }: UpstreamErrorBody = { message: '', names: [] }): boolean {
  return NOT_FOUND_IN_API.test(message) || names.some((name) => /model|deployment/.test(name));
}
