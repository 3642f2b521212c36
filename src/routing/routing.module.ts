import { Module } from '@nestjs/common';
import { ModelMapper } from './model-mapper.service.js';
import { UpstreamRouter } from './upstream-router.service.js';

/** Selects the upstream and the model for a request. */
@Module({ providers: [ModelMapper, UpstreamRouter], exports: [ModelMapper, UpstreamRouter] })
export class RoutingModule {}
