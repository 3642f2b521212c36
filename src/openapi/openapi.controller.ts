import { Controller, Get, Header } from '@nestjs/common';
import { ApiDocument } from './api-document.service.js';

/** Describes the API to tools. */
@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly document: ApiDocument) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  read(): Promise<string> {
    return this.document.read();
  }
}
