import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RedisStorage } from '../../src/limits/redis-storage.js';
import { aRequest, post } from '../support/running-proxy.js';
import { ScriptedUpstream, completion, json } from '../support/scripted-upstream.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';
import type { LogLine } from '../support/spawned-proxy.js';
import { RedisServer } from './redis-server.js';

const LIMIT = 3;
const isOutage = ({ message }: LogLine): boolean => String(message).startsWith('redis unavailable');
const isRecovery = ({ message }: LogLine): boolean => String(message).startsWith('redis available');

describe('a rate limit that replicas share through Redis', () => {
  let redis: RedisServer;
  let upstream: ScriptedUpstream;
  let replicas: SpawnedProxy[];
  let keys = 0;
  let key: string;

  beforeAll(async () => {
    redis = await RedisServer.start();
    upstream = await ScriptedUpstream.start();
    upstream.script(json(completion({ content: 'Hi' })));
    replicas = Array.from({ length: 2 }, () =>
      SpawnedProxy.start({
        CLAUDE_PROXY_HOST: '127.0.0.1',
        CLAUDE_PROXY_PORT: '0',
        CLAUDE_PROXY_REQUESTS_PER_MINUTE: String(LIMIT),
        CLAUDE_PROXY_REDIS_URL: redis.url,
        CLAUDE_PROXY_LOG_LEVEL: 'debug',
        OPENAI_BASE_URL: upstream.baseUrl.href,
      }),
    );
    await Promise.all(replicas.map((replica) => replica.listening()));
  });

  beforeEach(() => {
    key = `key-${(keys += 1)}`;
  });

  afterAll(async () => {
    for (const replica of replicas) {
      replica.kill('SIGTERM');
      // An open connection to Redis does not delay the shutdown.
      expect(await replica.exit).toEqual({ code: 0, signal: null });
    }
    await redis.stop();
    await upstream.close();
  });

  const ask = async (replica: number): Promise<Response> =>
    post(`${await replicas[replica].listening()}/v1/messages`, aRequest(), { 'x-api-key': key });
  const statusesOf = async (...asked: number[]): Promise<number[]> => {
    const statuses: number[] = [];
    for (const replica of asked) statuses.push((await ask(replica)).status);
    return statuses;
  };

  it('counts the requests of all replicas', async () => {
    const replies = [await ask(0), await ask(1), await ask(0), await ask(1), await ask(0)];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    const remaining = replies.map(({ headers }) => headers.get('anthropic-ratelimit-requests-remaining'));
    expect(remaining).toEqual(['2', '1', '0', '0', '0']);
    const wait = Number(replies[3]?.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it('counts exactly with concurrent requests', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index % 2)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(LIMIT);
  });

  it('is counted by each replica separately while Redis does not respond, with one warning', async () => {
    const warnings = (): number[] => replicas.map(({ log }) => log.filter(isOutage).length);
    const before = warnings();
    redis.freeze();
    expect(await statusesOf(0, 0, 0, 0, 1, 1, 1, 1)).toEqual([200, 200, 200, 429, 200, 200, 200, 429]);
    expect(warnings()).toEqual(before.map((count) => count + 1));
    redis.thaw();
    for (;;) {
      key = `key-${(keys += 1)}`;
      await statusesOf(0, 1);
      if (replicas.every(({ log }) => log.some(isRecovery))) break;
    }
    key = `key-${(keys += 1)}`;
    expect(await statusesOf(0, 1, 0, 1)).toEqual([200, 200, 200, 429]);
  });

  it('survives a restart of Redis', async () => {
    await redis.stop();
    expect(await statusesOf(0, 0, 0, 0)).toEqual([200, 200, 200, 429]);
    await redis.restart();
    const before = replicas[0].log.filter(isRecovery).length;
    while (replicas[0].log.filter(isRecovery).length === before) {
      key = `key-${(keys += 1)}`;
      await statusesOf(0);
    }
  });

  it('never logs the password', () => {
    expect(JSON.stringify(replicas.map(({ log }) => log))).not.toContain(RedisServer.password);
  });

  it('blocks while the window is full, and rejected requests do not extend it', async () => {
    const storage = new RedisStorage(new URL(redis.url), {
      increment: () => Promise.reject(new Error('Redis was not asked')),
    });
    await storage.connect();
    const increment = (): ReturnType<RedisStorage['increment']> => storage.increment(key, 500, 2, 0, 'requests');
    expect(await increment()).toMatchObject({ totalHits: 1, isBlocked: false, timeToBlockExpire: 0 });
    expect(await increment()).toMatchObject({ totalHits: 2, isBlocked: false });
    expect(await increment()).toMatchObject({ totalHits: 3, isBlocked: true, timeToBlockExpire: 1 });
    while ((await increment()).isBlocked);
    storage.onApplicationShutdown();
  });
});
