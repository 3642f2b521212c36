import { Module } from '@nestjs/common';
import { MessagesController } from './messages.controller.js';

/** Serves the Messages API. */
@Module({ controllers: [MessagesController] })
export class MessagesModule {}
