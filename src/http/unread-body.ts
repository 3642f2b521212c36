import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';

/** The maximum size (bytes) of a body that needs no key. */
const MAX_KEYLESS_BODY = 64 * 1024;
/** How long (ms) the rest of a body is discarded after its response: some clients read the response only after sending. */
const DISCARD_TIMEOUT = 2_000;

/** Marks a route that responds with 204 without reading the body. */
export const DiscardBody = (): MethodDecorator => RouteConfig({ discardsBody: true });

/** Responds to a request whose body does not matter. Throws an ApiError (413) if the body is larger than necessary. */
export function discardBody({ headers }: FastifyRequest, reply: FastifyReply): void {
  if (Number(headers['content-length']) > MAX_KEYLESS_BODY) {
    throw ApiError.tooLarge(`The request body is larger than ${MAX_KEYLESS_BODY} bytes`);
  }
  void reply.code(204).send();
}

/** Closes the connection of a client that keeps sending a body after the response to it. */
export function closeIfStillSending({ raw, socket }: FastifyRequest): void {
  if (raw.complete || socket.destroyed) return;
  const timeout = setTimeout(() => socket.destroy(), DISCARD_TIMEOUT).unref();
  raw.once('close', () => clearTimeout(timeout));
}
