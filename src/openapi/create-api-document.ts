import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject, PathsObject } from '@nestjs/swagger';
import { version } from '../version.js';
import { operations } from './operations.js';
import { requestComponents, responseComponents } from './components.js';

const about =
  'Anthropic’s Messages API, served by any OpenAI-compatible Chat Completions API. A proxy without access control requires no key.';

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
  .addTag('Service', 'The proxy itself, and other endpoints that clients call');

/** Describes the application's API: Nest provides the routes, `operations` describes them. */
export function createApiDocument(application: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(application, builder.build(), { autoTagControllers: false });
  return {
    ...document,
    paths: describePaths(document.paths),
    components: {
      ...document.components,
      schemas: { ...requestComponents, ...responseComponents },
    },
  };
}

/** Leaves out operations that this application does not serve, such as metrics on a separate port. */
function describePaths(served: PathsObject): PathsObject {
  const paths: PathsObject = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = route.split(' ');
    const isServed = Object.keys(served[scannedPath(path)] ?? {}).includes(method);
    if (isServed) paths[path] = { ...paths[path], [method]: operation };
  }
  return paths;
}

/** Nest names the wildcard `path`. */
const scannedPath = (path: string): string => path.replace('{model_id}', '{path}');
