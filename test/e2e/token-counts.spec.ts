import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRequest, post } from '../support/running-proxy.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';

describe('token counts', () => {
  let proxy: SpawnedProxy;
  const count = async (caller: string, content: string): Promise<unknown> => {
    const url = `${await proxy.listening()}/v1/messages/count_tokens`;
    const messages = [{ role: 'user', content }];
    return (await post(url, aRequest({ messages }), { 'x-api-key': caller })).json();
  };

  beforeAll(async () => {
    proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      OPENAI_API_KEY: 'sk-upstream',
      CLAUDE_PROXY_AUTH_KEY: 'alice,mallory',
    });
    await proxy.listening();
  });
  afterAll(async () => {
    proxy.kill('SIGKILL');
    await proxy.exit;
  });

  it('of one caller are neither delayed nor degraded by long requests of another', async () => {
    // An estimate would not be exact.
    const text = 'Antidisestablishmentarianism, supercalifragilistic!';
    const alone = await count('alice', text);
    const ended: string[] = [];
    const record = async (name: string, counting: Promise<unknown>): Promise<unknown> => {
      const result = await counting;
      ended.push(name);
      return result;
    };
    const flood = Array.from({ length: 8 }, () =>
      record('mallory', count('mallory', '漢字仮名交じり文。'.repeat(100_000))),
    );
    const result = await record('alice', count('alice', text));
    await Promise.all(flood);
    expect(result).toEqual(alone);
    expect(ended.at(-1)).toBe('mallory');
  });
});
