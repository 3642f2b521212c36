import { Module } from '@nestjs/common';
import { MessagesController } from './messages.controller.js';
import { UpstreamTokenCounter } from './upstream-token-counter.service.js';

/** Serves the Messages API. */
@Module({ controllers: [MessagesController], providers: [UpstreamTokenCounter] })
export class MessagesModule {}
