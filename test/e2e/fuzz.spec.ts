import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageStreamEvent } from '../../src/protocol/anthropic/stream-events.js';
import type { Message } from '../../src/protocol/anthropic/message.js';
import { checkErrorReply, checkMessage } from '../support/message-shape.js';
import { aRequest, post, startProxy } from '../support/running-proxy.js';
import type { RunningProxy } from '../support/running-proxy.js';
import { ScriptedUpstream } from '../support/scripted-upstream.js';
import { parseFrames } from '../support/sse.js';
import { checkStreamGrammar } from '../support/stream-grammar.js';
import { upstreamBytes } from '../support/fuzz-inputs.js';

const reply = fc.record({
  status: fc.oneof(
    { arbitrary: fc.constant(200), weight: 4 },
    fc.constantFrom(204, 302, 400, 401, 404, 413, 429, 500, 503),
  ),
  contentType: fc.constantFrom(
    'text/event-stream',
    'application/json',
    'text/html',
    'application/json; charset=utf-8',
    '',
  ),
  encoding: fc.oneof({ arbitrary: fc.constant(''), weight: 8 }, fc.constantFrom('gzip', 'br', 'identity', 'x')),
  bytes: upstreamBytes,
  isCut: fc.boolean(),
  stream: fc.boolean(),
});

describe.each(['standard', 'openrouter', 'gemini', 'dashscope'] as const)('random bytes from %s', (provider) => {
  let upstream: ScriptedUpstream;
  let proxy: RunningProxy;

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start();
    proxy = await startProxy({ baseUrl: upstream.baseUrl, provider, requestTimeoutMs: 5_000 });
  });

  afterAll(async () => {
    await proxy.close();
    await upstream.close();
  });

  it('become a valid stream, a Message or an error', async () => {
    await fc.assert(
      fc.asyncProperty(reply, async ({ status, contentType, encoding, bytes, isCut, stream }) => {
        upstream.script((response) => {
          response.writeHead(status, {
            ...(contentType && { 'content-type': contentType }),
            ...(encoding && { 'content-encoding': encoding }),
          });
          if (isCut) response.write(bytes, () => setImmediate(() => response.destroy()));
          else response.end(bytes);
        });
        const response = await post(`${proxy.url}/v1/messages`, aRequest({ stream }));
        const text = await response.text();
        if (response.status !== 200) checkErrorReply(response.status, JSON.parse(text));
        else if (stream) checkStreamGrammar(parseFrames(text).map(({ data }) => data as unknown as MessageStreamEvent));
        else checkMessage(JSON.parse(text) as Message);
      }),
      { numRuns: 60 },
    );
  });
});
