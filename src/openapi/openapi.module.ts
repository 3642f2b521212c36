import { Module } from '@nestjs/common';
import { ApiDocument } from './api-document.service.js';
import { OpenApiController } from './openapi.controller.js';

/** Serves the OpenAPI document. */
@Module({ controllers: [OpenApiController], providers: [ApiDocument] })
export class OpenApiModule {}
