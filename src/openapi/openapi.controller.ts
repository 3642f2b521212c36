import { Controller, Get, Header } from '@nestjs/common';
import { ApiDocument } from './api-document.service.js';

/** The OpenAPI document. */
@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly document: ApiDocument) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  read(): Promise<string> {
    return this.document.read();
  }
}
