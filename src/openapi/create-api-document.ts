import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject, PathsObject } from '@nestjs/swagger';
import { version } from '../version.js';
import { operations } from './operations.js';
import { contentBlockSchemas } from './schemas/content-block-schemas.js';
import { messageRequestSchemas } from './schemas/message-request-schemas.js';
import { messageSchemas } from './schemas/message-schemas.js';
import { serviceSchemas } from './schemas/service-schemas.js';
import { streamEventSchemas } from './schemas/stream-event-schemas.js';

const about =
  'Anthropic’s Messages API, served by any OpenAI-compatible Chat Completions API. Where the proxy is open to all, no key is needed.';

const builder = new DocumentBuilder()
  .setOpenAPIVersion('3.1.0')
  .setTitle('claude-proxy')
  .setDescription(about)
  .setVersion(version)
  .setLicense('MIT', 'https://opensource.org/license/mit')
  .addApiKey({ type: 'apiKey', in: 'header', name: 'x-api-key' }, 'apiKey')
  .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
  .addTag('Messages', 'Anthropic’s Messages API')
  .addTag('Models', 'Anthropic’s Models API')
  .addTag('Service', 'The proxy itself, and what clients ask beside the API');

/** Describes the application's API: Nest knows the routes, `operations` says what each is about. */
export function createApiDocument(application: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(application, builder.build(), { autoTagControllers: false });
  return {
    ...document,
    paths: toDescribedPaths(document.paths),
    components: {
      ...document.components,
      schemas: {
        ...messageRequestSchemas,
        ...contentBlockSchemas,
        ...messageSchemas,
        ...streamEventSchemas,
        ...serviceSchemas,
      },
    },
  };
}

/** Leaves out what this application does not serve, such as metrics that have a port of their own. */
function toDescribedPaths(served: PathsObject): PathsObject {
  const paths: PathsObject = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ');
    const isServed = Object.keys(served[toScannedPath(path)] ?? {}).includes(method);
    if (isServed) paths[path] = { ...paths[path], [method]: operation };
  }
  return paths;
}

/** Nest's wildcard has a name of its own. */
const toScannedPath = (path: string): string => path.replace('{model_id}', '{path}');
