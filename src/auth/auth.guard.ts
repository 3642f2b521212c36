import { HttpException, Injectable, UnauthorizedException } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors/api-error.js';
import { isProxiedRequest } from '../request-context/request-accessors.js';
import { findCaller } from '../request-context/request-accessors.js';
import { RequestAuthenticator } from './request-authenticator.js';

/**
 * Authenticates requests to a host application's own controllers with the same keys, or the same CallerResolver, as the
 * Messages API. Routes of the Messages API are authenticated before their body is read, so the guard only confirms it.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly authenticator: RequestAuthenticator) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    // A message of a queue or a socket has no headers to authenticate by.
    if (context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (isProxiedRequest(context)) return findCaller(request) !== undefined;
    return this.authenticate(request);
  }

  /** Errors have the host application's format: its clients do not speak the Messages API. */
  private async authenticate(request: FastifyRequest): Promise<boolean> {
    try {
      await this.authenticator.authenticate(request);
      return true;
    } catch (error) {
      throw error instanceof ApiError ? createHttpException(error) : error;
    }
  }
}

function createHttpException(error: ApiError): HttpException {
  const { status, message } = error;
  return status === 401
    ? new UnauthorizedException(message, { cause: error })
    : new HttpException(message, status, { cause: error });
}
