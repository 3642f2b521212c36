import { Module } from '@nestjs/common';
import { ApiKeyCallerResolver } from './api-key-caller.resolver.js';
import { AuthGuard } from './auth.guard.js';
import { CALLER_RESOLVER } from './caller-resolver.js';
import { RequestAuthenticator } from './request-authenticator.js';

/** Authenticates callers. */
@Module({
  providers: [
    ApiKeyCallerResolver,
    AuthGuard,
    RequestAuthenticator,
    { provide: CALLER_RESOLVER, useExisting: ApiKeyCallerResolver },
  ],
  exports: [ApiKeyCallerResolver, AuthGuard, CALLER_RESOLVER, RequestAuthenticator],
})
export class AuthModule {}
