import type { UpstreamErrorBody } from '../../../errors/error-body.js';
import type { ChatRequest } from '../../../protocol/openai/chat-request.js';
import type { LearnedOverrides } from '../../../providers/learned-overrides.js';
import type { RequestAdjustment } from '../../conversion.js';
import { findLimitAdjustment } from '../../shared/adjustments/output-limit.js';
import { requiresStream } from '../../shared/adjustments/rejection.js';
import { findFieldOverrides, findMessageOverrides, findRefusedMedia, parseRefusedField } from './field-overrides.js';

/** Finds how to change a rejected request; undefined if the error does not name the cause or no change would help. */
export function findAdjustment(
  failure: UpstreamErrorBody,
  sent: ChatRequest,
  known: LearnedOverrides,
): RequestAdjustment | undefined {
  const limit = findLimitAdjustment(failure, sent.max_tokens ?? sent.max_completion_tokens);
  if (limit) return limit.adjustment;
  const overrides =
    findStreamsOnly(failure, sent) ??
    findRefusedMedia(failure, sent) ??
    findMessageOverrides(failure, sent, known) ??
    findRejectedFieldOverrides(failure, sent, known);
  return overrides && { overrides, isLasting: true };
}

function findRejectedFieldOverrides(
  failure: UpstreamErrorBody,
  sent: ChatRequest,
  known: LearnedOverrides,
): LearnedOverrides | undefined {
  const field = parseRefusedField(failure, sent);
  return field === undefined ? undefined : findFieldOverrides(field, failure.message, sent, known);
}

function findStreamsOnly({ message }: UpstreamErrorBody, { stream }: ChatRequest): LearnedOverrides | undefined {
  return !stream && requiresStream(message) ? { streamsOnly: true } : undefined;
}
