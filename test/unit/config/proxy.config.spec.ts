import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { Test, type TestingModule } from '@nestjs/testing';
import { ClaudeProxyModule } from '../../../src/claude-proxy.module.js';
import { ConfigError } from '../../../src/config/config-error.js';
import { PROXY_OPTIONS, type ProxyOptions } from '../../../src/config/proxy-options.js';
import { proxyConfig } from '../../../src/config/proxy.config.js';
import { variables } from '../../../src/config/variables/variables.js';

describe('proxyConfig', () => {
  const environment = { ...process.env };
  beforeEach(() => {
    for (const { name } of variables) delete process.env[name];
  });
  afterEach(() => {
    Object.assign(process.env, environment);
    for (const { name } of variables) if (!(name in environment)) delete process.env[name];
  });
  const compile = (): Promise<TestingModule> =>
    Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ ignoreEnvFile: true }),
        ClaudeProxyModule.forRootAsync(proxyConfig.asProvider()),
      ],
    }).compile();

  it('provides the validated options', async () => {
    process.env.CLAUDE_PROXY_PORT = '9001';
    const module = await compile();
    expect(module.get<ProxyOptions>(PROXY_OPTIONS, { strict: false }).port).toBe(9001);
    expect(module.get<ConfigType<typeof proxyConfig>>(proxyConfig.KEY, { strict: false }).port).toBe(9001);
  });

  it('stops the start with all problems of an invalid environment', async () => {
    process.env.CLAUDE_PROXY_PORT = 'many';
    process.env.CLAUDE_PROXY_WORKERS = '0';
    const error: unknown = await compile().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      problems: [expect.stringContaining('CLAUDE_PROXY_PORT'), expect.stringContaining('CLAUDE_PROXY_WORKERS')],
    });
  });
});
