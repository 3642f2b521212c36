import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { createApiDocument } from './create-api-document.js';

/** Serves the interactive API documentation at /docs. */
export function serveApiDocs(application: INestApplication): void {
  SwaggerModule.setup('docs', application, () => createApiDocument(application), {
    raw: false,
    customSiteTitle: 'claude-proxy',
  });
}
