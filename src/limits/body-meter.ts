import type { FastifyRequest, RequestPayload, preParsingHookHandler } from 'fastify';
import { JsonSize, MAX_JSON_VALUES, worstJsonMemory } from '../common/json-size.js';
import { ApiError } from '../errors/api-error.js';
import type { MemoryLease } from '../request-context/memory-lease.js';

/** A body up to this size (bytes) is not searched for values, which would cost more than it saves. */
const SMALL_BODY = 4096;

/**
 * Counts the body of a request towards the memory budget before it is parsed: its length as announced, and its JSON values
 * as they arrive. It must be the last preParsing hook of a route, because the body flows from then on.
 */
export const meterBody: preParsingHookHandler = (request, _reply, payload, done) => {
  try {
    meter(request, payload);
  } catch (error) {
    return done(error as ApiError);
  }
  done(null, payload);
};

function meter({ headers, routeOptions, proxyContext }: FastifyRequest, payload: RequestPayload): void {
  const { memory } = proxyContext.state;
  const length = Number(headers['content-length'] ?? 0);
  const isAnnounced = headers['transfer-encoding'] === undefined;
  if (isAnnounced && length <= SMALL_BODY) memory.hold('request', worstJsonMemory(length));
  // Fastify rejects a larger body before it arrives.
  else if (length <= (routeOptions.bodyLimit ?? Infinity)) meterLargeBody(payload, length, memory);
}

function meterLargeBody(payload: RequestPayload, announced: number, memory: MemoryLease): void {
  const size = new JsonSize();
  const onData = (bytes: Buffer): void => {
    try {
      size.accept(bytes);
      if (size.hasTooManyValues) throw tooManyValuesError();
      memory.hold('request', size.memoryOf(announced));
    } catch (error) {
      payload.off('data', onData);
      // At once, so that other bodies that are arriving can be completed.
      memory.release();
      // Ends the work of the parser, which buffers the body.
      payload.emit('error', error);
    }
  };
  memory.hold('request', size.memoryOf(announced));
  payload.on('data', onData);
}

const tooManyValuesError = (): ApiError =>
  ApiError.tooLarge(`The request body has more than ${MAX_JSON_VALUES} JSON values`);
