import { Module } from '@nestjs/common';
import { UPSTREAM_DISPATCHER, createUpstreamDispatcher } from './connections/dispatcher.js';
import { UpstreamClient } from './upstream.client.js';
import { Upstreams } from './upstreams.service.js';

/** Sends requests to the upstreams. */
@Module({
  providers: [{ provide: UPSTREAM_DISPATCHER, useFactory: createUpstreamDispatcher }, UpstreamClient, Upstreams],
  exports: [UPSTREAM_DISPATCHER, UpstreamClient, Upstreams],
})
export class UpstreamModule {}
