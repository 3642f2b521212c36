import { Injectable } from '@nestjs/common';
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Observable, tap } from 'rxjs';
import { ClaudeProxyModule, ForwardedMessage } from '../../../src/index.js';
import type { ProxyExtensions } from '../../../src/index.js';
import { type HostApplication, hostModule, startHost } from '../../support/host-application.js';
import { NATIVE_MESSAGE, NativeUpstream, nativeStream, sendJson, sendStream } from '../../support/native-upstream.js';
import { testOptions } from '../../support/options.js';
import { post } from '../../support/running-proxy.js';

const BODY = '{"model":"claude-opus-5-5", "max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}';
const STREAMED = BODY.replace('"max_tokens"', '"stream":true,"max_tokens"');

type Body = Record<string, unknown>;

/** What the guard does with the body of a request. */
let useBody: (request: { body: Body }) => void;
const emitted: unknown[] = [];

@Injectable()
class BodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    useBody(context.switchToHttp().getRequest<{ body: Body }>());
    return true;
  }
}

@Injectable()
class RecordingInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap((value) => emitted.push(value)));
  }
}

describe('a Messages upstream of a host application', () => {
  let upstream: NativeUpstream;
  let host: HostApplication;

  const start = async (extensions: ProxyExtensions): Promise<void> => {
    const options = testOptions({ baseUrl: upstream.baseUrl, defaultModels: ['gpt-4o', 'gpt-4o-mini'] });
    host = await startHost(hostModule({ imports: [ClaudeProxyModule.forRoot({ ...options, ...extensions })] }));
  };
  const ask = async (body: string): Promise<string> => (await post(`${host.url}/v1/messages`, body)).text();

  beforeAll(async () => {
    upstream = await NativeUpstream.start();
  });
  beforeEach(() => {
    emitted.length = 0;
    useBody = () => undefined;
    upstream.script((response, request) =>
      (request.bytes.includes('"stream"') ? sendStream(nativeStream('Hi')) : sendJson(NATIVE_MESSAGE))(
        response,
        request,
      ),
    );
  });
  afterEach(() => host.close());
  afterAll(() => upstream.close());

  it('receives the bytes of the client if a guard only reads the body', async () => {
    await start({ guards: [BodyGuard] });
    let model: unknown;
    useBody = ({ body }) => (model = body['model']);
    expect(await ask(BODY)).toBe(NATIVE_MESSAGE);
    expect(model).toBe('claude-opus-5-5');
    expect(upstream.bodies).toEqual([BODY]);
  });

  it.each<[string, (request: { body: Body }) => void]>([
    ['changes', ({ body }) => void (body['max_tokens'] = 3)],
    ['replaces', (request) => void (request.body = { ...request.body, max_tokens: 3 })],
  ])('receives the body that a guard %s', async (_, use) => {
    await start({ guards: [BodyGuard] });
    useBody = use;
    await ask(BODY);
    expect(JSON.parse(upstream.bodies[0] ?? '')).toEqual({ ...(JSON.parse(BODY) as Body), max_tokens: 3 });
  });

  it('shows interceptors Messages and events', async () => {
    await start({ interceptors: [RecordingInterceptor] });
    await ask(BODY);
    expect(emitted).toMatchObject([{ type: 'message', content: [{ type: 'text', text: 'Hi é' }] }]);
    emitted.length = 0;
    expect(await ask(STREAMED)).toContain('event: message_stop');
    expect(emitted.flat()).toContainEqual({ type: 'message_stop' });
  });

  it('shows interceptors the bytes if they accept them', async () => {
    await start({ interceptors: [RecordingInterceptor], acceptsForwardedResponses: true });
    expect(await ask(BODY)).toBe(NATIVE_MESSAGE);
    expect(await ask(STREAMED)).toBe(nativeStream('Hi'));
    expect(emitted[0]).toBeInstanceOf(ForwardedMessage);
    expect(emitted.slice(1).every((value) => Buffer.isBuffer(value))).toBe(true);
  });
});
