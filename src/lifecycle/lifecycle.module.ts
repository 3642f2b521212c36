import { Module } from '@nestjs/common';
import { ActiveRequests } from './active-requests.js';
import { DrainService } from './drain.service.js';
import { SocketTracker } from './socket-tracker.js';

/** Shuts down gracefully. */
@Module({
  providers: [ActiveRequests, DrainService, SocketTracker],
  exports: [ActiveRequests, DrainService, SocketTracker],
})
export class LifecycleModule {}
