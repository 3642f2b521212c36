import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../src/workers/free-port.js';

describe('the log', () => {
  let child: ChildProcess | undefined;

  afterEach(async () => {
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  /** Starts the built service with its standard output in a file. Resolves once it serves. */
  async function start(output: string, variables: Record<string, string>): Promise<string> {
    const port = await findFreePort('127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    const file = openSync(output, 'w');
    child = spawn(process.execPath, [join(process.cwd(), 'dist/main.js')], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], CLAUDE_PROXY_HOST: '127.0.0.1', CLAUDE_PROXY_PORT: String(port), ...variables },
      stdio: ['ignore', file, 'pipe'],
    });
    closeSync(file);
    while (!(await isReady(url))) expect(child.exitCode).toBeNull();
    return url;
  }

  const isReady = (url: string): Promise<boolean> =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const readMetrics = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();
  const stop = async (): Promise<unknown> => {
    const exit = once(child!, 'exit');
    child!.kill('SIGTERM');
    return (await exit)[0];
  };

  it('is dropped and counted while the disk is full, and the service goes on until SIGTERM', async () => {
    const url = await start('/dev/full', {});
    while (!/^claude_proxy_log_lines_dropped_total [1-9]/m.test(await readMetrics(url)));
    expect(await isReady(url)).toBe(true);
    expect(await stop()).toBe(0);
  });

  it('is all that the service writes while 40 scrapers read the metrics of all workers at once', async () => {
    const url = await start('/dev/null', { CLAUDE_PROXY_WORKERS: '2' });
    const errors = text(child!.stderr!);
    const scrapes = await Promise.all(Array.from({ length: 40 }, () => readMetrics(url)));
    expect(scrapes.every((scrape) => scrape.includes('claude_proxy_build_info'))).toBe(true);
    expect(await stop()).toBe(0);
    expect(await errors).toBe('');
  });
});
