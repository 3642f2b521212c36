import { Module } from '@nestjs/common';
import { PrimaryChannel } from './primary-channel.js';

/** Connects a worker process to the primary process. */
@Module({ providers: [PrimaryChannel], exports: [PrimaryChannel] })
export class WorkersModule {}
