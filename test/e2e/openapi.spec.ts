import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import { startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';

const routesOf = ({ paths }: OpenAPIObject): string[] =>
  Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method} ${path}`))
    .sort();

describe('the OpenAPI document', () => {
  let proxy: RunningProxy;
  let document: OpenAPIObject;

  beforeAll(async () => {
    proxy = await startProxy({});
    document = (await (await fetch(`${proxy.url}/openapi.json`)).json()) as OpenAPIObject;
  });

  afterAll(() => proxy.close());

  it('is valid OpenAPI 3.1, to a public validator', async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...document })).toEqual({ valid: true });
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
