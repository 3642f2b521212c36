import type { RawRequest } from '../conversion/messages/raw-request.js';
import { estimateInputTokens } from '../conversion/shared/tokens/input-estimate.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';

/** A Messages request that is parsed only if its bytes are not sufficient. */
export interface IncomingRequest {
  readonly model: string;
  readonly isStream: boolean;
  /** The bytes that the client sent; absent if the proxy did not keep them, or if the request was changed. */
  readonly raw?: RawRequest;
  /** Parses and validates the request on first use. Throws ApiError. */
  readonly parse: () => CreateMessageRequest;
}

/** Wraps a request that is parsed already. */
export function createIncomingRequest(request: CreateMessageRequest): IncomingRequest {
  return { model: request.model, isStream: request.stream === true, parse: () => request };
}

/** Bytes of JSON per token, on average. */
const BYTES_PER_TOKEN = 4;

/** Estimates the tokens of a request. One that was forwarded may be invalid, or released already. */
export function estimateRequestTokens({ raw, parse }: IncomingRequest): number {
  if (!raw) return estimateInputTokens(parse());
  try {
    if (raw.bytes.length > 0) return estimateInputTokens(parse());
  } catch {
    // The upstream accepted what the proxy would have rejected.
  }
  return Math.ceil(raw.size / BYTES_PER_TOKEN);
}
