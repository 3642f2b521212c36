import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { createApiDocument } from './create-api-document.js';

/** Serves a page at /docs on which people read the API and try it. */
export function serveApiDocs(application: INestApplication): void {
  SwaggerModule.setup('docs', application, () => createApiDocument(application), {
    raw: false,
    customSiteTitle: 'claude-proxy',
  });
}
