import { Module } from '@nestjs/common';
import { AttemptService } from './attempt.service.js';
import { FallbackService } from './fallback.service.js';
import { IdleTimer } from './idle-timer.js';
import { RetryService } from './retry.service.js';

/** Serves a Messages request by an upstream, with retries and fallbacks. */
@Module({
  providers: [AttemptService, FallbackService, IdleTimer, RetryService],
  exports: [AttemptService, FallbackService, IdleTimer, RetryService],
})
export class ExecutionModule {}
