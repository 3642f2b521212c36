import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventLoopMonitor } from '../limits/event-loop-monitor.js';
import { ConnectionTest } from './connection-test.service.js';
import { DrainIndicator } from './drain.indicator.js';
import { HealthController } from './health.controller.js';
import { LoadIndicator } from './load.indicator.js';
import { ServiceInfoController } from './service-info.controller.js';
import { UpstreamIndicator } from './upstream.indicator.js';
import { UpstreamModels } from './upstream-models.service.js';

/** Serves probes, the connection test and a description of the service. */
@Module({
  imports: [HttpModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, ServiceInfoController],
  providers: [ConnectionTest, DrainIndicator, EventLoopMonitor, LoadIndicator, UpstreamIndicator, UpstreamModels],
})
export class HealthModule {}
