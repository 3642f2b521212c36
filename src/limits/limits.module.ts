import { Module } from '@nestjs/common';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import { PrimaryChannel } from '../workers/primary-channel.js';
import { LimitHooks } from './limit-hooks.js';
import { MemoryBudget } from './memory-budget.service.js';
import { RATE_LIMIT_STORAGE, createRateLimitStorage } from './rate-limit-storage.js';
import { RateLimiter } from './rate-limiter.service.js';
import { RequestLimiter } from './request-limiter.js';

/** Limits concurrent requests, the memory that they hold, and the requests per minute of each caller. */
@Module({
  providers: [
    { provide: RATE_LIMIT_STORAGE, useFactory: createRateLimitStorage, inject: [PROXY_OPTIONS, PrimaryChannel] },
    LimitHooks,
    MemoryBudget,
    RateLimiter,
    RequestLimiter,
  ],
  exports: [LimitHooks, MemoryBudget, RateLimiter, RequestLimiter],
})
export class LimitsModule {}
