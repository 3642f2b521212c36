import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../../src/config/config-error.js';
import { loadConfiguration } from '../../../src/config/configuration.js';
import { variables } from '../../../src/config/variables/variables.js';

describe('loadConfiguration', () => {
  const environment = { ...process.env };
  let folder: string;

  beforeEach(() => {
    for (const { name } of variables) delete process.env[name];
    folder = mkdtempSync(join(tmpdir(), 'claude-proxy-dotenv-'));
  });
  afterEach(() => {
    Object.assign(process.env, environment);
    for (const { name } of variables) if (!(name in environment)) delete process.env[name];
    rmSync(folder, { recursive: true });
  });

  it('does not require .env', () => {
    expect(loadConfiguration(folder).options.port).toBe(8085);
  });

  it('reads .env, over which the environment takes precedence', () => {
    writeFileSync(join(folder, '.env'), 'OPENAI_API_KEY=sk-file # fixed mode\nCLAUDE_PROXY_PORT="9000"\n');
    process.env.CLAUDE_PROXY_PORT = '9001';
    const { options, warnings } = loadConfiguration(folder);
    expect(options).toMatchObject({ upstreamKey: 'sk-file', port: 9001 });
    expect(warnings).toHaveLength(1);
  });

  it('reports a .env that cannot be read', () => {
    mkdirSync(join(folder, '.env'));
    expect(() => loadConfiguration(folder)).toThrow(ConfigError);
    expect(() => loadConfiguration(folder)).toThrow(/\.env' must be a readable file/);
  });
});
