import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Injects the body of a Messages request: its bytes as a RawRequest if they are kept, otherwise the parsed body. */
export const ReceivedBody = createParamDecorator((_, context): unknown => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return request.proxyContext.state.rawBody?.unchanged ?? request.body;
});
