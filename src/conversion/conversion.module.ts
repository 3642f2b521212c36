import { Module } from '@nestjs/common';
import { ConversionService } from './conversion.service.js';

/** Converts requests and responses between the Messages API and the upstream's API. */
@Module({ providers: [ConversionService], exports: [ConversionService] })
export class ConversionModule {}
