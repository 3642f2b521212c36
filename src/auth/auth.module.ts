import { Module } from '@nestjs/common';
import { ApiKeyCallerResolver } from './api-key-caller.resolver.js';
import { AuthGuard } from './auth.guard.js';
import { CALLER_RESOLVER } from './caller-resolver.js';

/** Authenticates callers. */
@Module({
  providers: [ApiKeyCallerResolver, AuthGuard, { provide: CALLER_RESOLVER, useExisting: ApiKeyCallerResolver }],
  exports: [ApiKeyCallerResolver, AuthGuard, CALLER_RESOLVER],
})
export class AuthModule {}
