import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProxyOptions } from '../../src/config/proxy-options.js';
import { readRoutesFile } from '../../src/config/routes/routes-file.js';
import { type RunningProxy, startProxy } from './running-proxy.js';

/** Writes a routes file for the time of a call. */
export async function useRoutesFile<Result>(text: string, use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-proxy-routes-'));
  const path = join(folder, 'routes.yaml');
  writeFileSync(path, text);
  try {
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Starts the service with this routes file; the keys are looked up among the variables. */
export function startProxyWithRoutes(
  text: string,
  variables: Record<string, string> = {},
  overrides: Partial<ProxyOptions> = {},
): Promise<RunningProxy> {
  return useRoutesFile(text, (path) => {
    const { content, problems } = readRoutesFile({ ...variables, CLAUDE_PROXY_ROUTES_FILE: path });
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return startProxy({ ...content, ...overrides });
  });
}
