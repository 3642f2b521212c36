import { Module } from '@nestjs/common';
import { RequestObservers } from './request-observers.js';

/** Notifies observers of each request. */
@Module({ providers: [RequestObservers], exports: [RequestObservers] })
export class RequestContextModule {}
