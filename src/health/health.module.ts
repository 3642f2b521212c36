import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { EventLoopMonitor } from '../limits/event-loop-monitor.js';
import { ConnectionTest } from './connection-test.service.js';
import { DrainIndicator } from './health-indicators.js';
import { HealthController } from './health.controller.js';
import { LoadIndicator } from './health-indicators.js';
import { ServiceInfoController } from './service-info.controller.js';
import { UpstreamIndicator } from './health-indicators.js';
import { UpstreamModels } from './upstream-models.service.js';

/** Serves probes, the connection test and a description of the service. */
@Module({
  imports: [HttpModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, ServiceInfoController],
  providers: [ConnectionTest, DrainIndicator, EventLoopMonitor, LoadIndicator, UpstreamIndicator, UpstreamModels],
})
export class HealthModule {}
