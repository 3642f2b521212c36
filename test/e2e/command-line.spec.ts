import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { version } from '../../src/version.js';
import { SpawnedProxy } from '../support/spawned-proxy.js';

interface Ending {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command line', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-command-line-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (args: readonly string[], variables: Record<string, string> = {}): Ending =>
    spawnSync(process.execPath, [join(process.cwd(), 'dist/main.js'), ...args], {
      cwd: folder,
      env: variables,
      encoding: 'utf8',
    });

  it('shows its help and its version', () => {
    expect(run(['--help'])).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Usage: claude-proxy/),
    });
    expect(run(['--version'])).toMatchObject({ status: 0, stderr: '', stdout: `${version}\n` });
  });

  it('starts nothing when it is misused, says how it is used, and exits with 64', () => {
    expect(run(['--port', '80'])).toMatchObject({
      status: 64,
      stdout: '',
      stderr: expect.stringMatching(/'--port'[^]*--help/),
    });
  });

  it('prints the configuration that applies, without secrets', () => {
    writeFileSync(join(folder, '.env'), 'OPENAI_API_KEY=sk-secret\nCLAUDE_PROXY_PORT=1\n');
    const { status, stdout } = run(['--print-config'], {
      CLAUDE_PROXY_PORT: '9000',
      OPENAI_BASE_URL: 'https://api.example.com/v1?key=sk-secret',
      HTTPS_PROXY: 'http://me:sk-secret@proxy:3128',
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^CLAUDE_PROXY_PORT=9000 +# environment$/m);
    expect(stdout).toMatch(/^OPENAI_API_KEY=\*\*\* +# \.env$/m);
    expect(stdout).toMatch(/^HTTPS_PROXY=http:\/\/proxy:3128\/ +# environment$/m);
    expect(stdout).toMatch(/^# Warning: CLAUDE_PROXY_AUTH_KEY is not set/m);
    expect(stdout).not.toContain('sk-secret');
  });

  it('checks a configuration, its routes file included', () => {
    const routes = join(folder, 'routes.yaml');
    writeFileSync(routes, 'models:\n  gpt-*:\n    maxOutputTokens: 100\n');
    expect(run(['--check'], { CLAUDE_PROXY_ROUTES_FILE: routes })).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(routes, 'models:\n  gpt-*:\n    maxOutputTokens: many\n');
    const { status, stderr } = run(['--check'], { CLAUDE_PROXY_ROUTES_FILE: routes, CLAUDE_PROXY_PORT: 'x' });
    expect(status).toBe(78);
    expect(stderr).toMatch(/^claude-proxy: .*models\.gpt-\*\.maxOutputTokens/m);
    expect(stderr).toMatch(/^claude-proxy: CLAUDE_PROXY_PORT must be a port number/m);
  });

  it('says once what it serves, and warns of what is risky', async () => {
    const proxy = SpawnedProxy.start({
      CLAUDE_PROXY_HOST: '127.0.0.1',
      CLAUDE_PROXY_PORT: '0',
      OPENAI_API_KEY: 'sk-secret',
      OPENAI_BASE_URL: 'https://api.example.com/v1?key=sk-secret',
    });
    const url = await proxy.listening();
    proxy.kill('SIGTERM');
    expect(await proxy.exit).toMatchObject({ code: 0 });
    expect(proxy.log.filter(({ message }) => String(message).includes('listening'))).toEqual([
      expect.objectContaining({
        message: `claude-proxy ${version} is listening on ${url}`,
        version,
        mode: 'fixed',
        upstreamHost: 'api.example.com',
        bigModel: 'gpt-4o',
        smallModel: 'gpt-4o-mini',
      }),
    ]);
    expect(proxy.log).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining('CLAUDE_PROXY_AUTH_KEY is not set'),
      }),
    );
    expect(JSON.stringify(proxy.log)).not.toContain('sk-secret');
  });
});
