import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AttackUpstream } from '../support/memory/attack-upstream.js';
import { memoryAttacks } from '../support/memory/attacks.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';

/** The heap that Node.js has by default in a container of 512 MiB. */
const HEAP_MIB = 256;

describe('the service in a container of 512 MiB', () => {
  let upstream: AttackUpstream;
  let proxy: SpawnedProxy;

  beforeEach(async () => {
    upstream = await AttackUpstream.start();
    proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      OPENAI_API_KEY: 'sk-upstream',
      OPENAI_BASE_URL: upstream.baseUrl,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}`,
    });
  });
  afterEach(async () => {
    proxy.kill('SIGKILL');
    await proxy.exit;
    upstream.close();
  });

  it.each(memoryAttacks.filter(({ isShort }) => isShort).map((attack) => [attack.name, attack] as const))(
    'survives %s',
    async (_, attack) => {
      const url = await proxy.listening();
      await attack.run(url, upstream);
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      proxy.kill('SIGTERM');
      expect(await proxy.exit).toEqual({ code: 0, signal: null });
    },
  );
});
