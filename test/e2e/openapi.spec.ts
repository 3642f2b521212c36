import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject, OperationObject, ReferenceObject, ResponseObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { findSchemaFaults } from '../support/api-schemas.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';

const routesOf = ({ paths }: OpenAPIObject): string[] =>
  Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    .sort();

/** The name of the schema that a route's reply has. */
function replySchemaOf({ paths }: OpenAPIObject, route: string, status: number): string {
  const [method, path] = route.split(' ');
  const { [method]: operation } = paths[path] as Record<string, OperationObject>;
  const { content } = operation.responses[status] as ResponseObject;
  const { $ref = '' } = content?.['application/json'].schema as ReferenceObject;
  return $ref.replace('#/components/schemas/', '');
}

const KEY = { 'x-api-key': 'sk-client' };

describe('the OpenAPI document', () => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;
  let document: OpenAPIObject;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, proxyKeys: ['sk-client'] });
    document = (await (await fetch(`${proxy.url}/openapi.json`)).json()) as OpenAPIObject;
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('is valid OpenAPI 3.1, to a public validator', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    expect(() => validator.resolveRefs()).not.toThrow();
  });

  it('describes every route of the service, and no other', () => {
    const scanned = SwaggerModule.createDocument(proxy.application, {
      openapi: '3.1.0',
      info: { title: '', version: '' },
    });
    expect(routesOf(document)).toEqual(routesOf(scanned).map((route) => route.replace('{path}', '{model_id}')));
  });

  it.each<{ route: string; status: number; path: string; body?: Readonly<Record<string, unknown>> }>([
    { route: 'get /', status: 200, path: '/' },
    { route: 'get /health', status: 200, path: '/health' },
    { route: 'get /livez', status: 200, path: '/livez' },
    { route: 'get /readyz', status: 200, path: '/readyz' },
    { route: 'get /api/hello', status: 200, path: '/api/hello' },
    { route: 'get /test-connection', status: 200, path: '/test-connection' },
    { route: 'get /v1/models', status: 200, path: '/v1/models' },
    { route: 'get /v1/models', status: 400, path: '/v1/models?limit=0' },
    { route: 'get /v1/models/{model_id}', status: 200, path: '/v1/models/claude-opus-5-5' },
    { route: 'get /v1/models/{model_id}', status: 404, path: '/v1/models/unknown' },
    { route: 'post /v1/messages', status: 200, path: '/v1/messages', body: aRequest() },
    { route: 'post /v1/messages', status: 400, path: '/v1/messages', body: {} },
    { route: 'post /v1/messages/count_tokens', status: 200, path: '/v1/messages/count_tokens', body: aRequest() },
    { route: 'post /v1/messages/count_tokens', status: 400, path: '/v1/messages/count_tokens', body: {} },
  ])('describes the reply of $route: $status', async ({ route, status, path, body }) => {
    upstream.script(json(completion({ content: 'Hi' })));
    const response = body ? await post(proxy.url + path, body) : await fetch(proxy.url + path, { headers: KEY });
    expect(response.status).toBe(status);
    expect(findSchemaFaults(replySchemaOf(document, route, status), await response.json())).toEqual([]);
  });

  it('describes a failed test of the connection, and a missing key', async () => {
    upstream.script(json({ error: { message: 'boom' } }, 500));
    const failed = await fetch(`${proxy.url}/test-connection`, { headers: KEY });
    expect(failed.status).toBe(503);
    expect(findSchemaFaults('ConnectionFailure', await failed.json())).toEqual([]);
    const refused = await fetch(`${proxy.url}/v1/models`);
    expect(refused.status).toBe(401);
    expect(findSchemaFaults('Error', await refused.json())).toEqual([]);
  });

  it('shows people the API where that is wanted', async () => {
    const shown = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      CLAUDE_PROXY_API_DOCS: 'TRUE',
    });
    const docs = `${await shown.listening()}/docs`;
    const page = await fetch(docs);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('swagger-ui-bundle.js');
    expect((await fetch(`${docs}/swagger-ui-bundle.js`)).status).toBe(200);
    expect(await (await fetch(`${docs}/swagger-ui-init.js`)).text()).toContain('createMessage');
    shown.kill('SIGTERM');
    expect(await shown.exit).toEqual({ code: 0, signal: null });
  });

  it('shows it nobody else', async () => {
    expect((await fetch(`${proxy.url}/docs`)).status).toBe(404);
  });
});
