import { registerAs } from '@nestjs/config';
import { loadConfiguration } from './configuration.js';
import type { ProxyOptions } from './proxy-options.js';

/**
 * The configuration namespace `proxy` for applications that embed the proxy and use `@nestjs/config`:
 * `ClaudeProxyModule.forRootAsync(proxyConfig.asProvider())`. It loads the same configuration as the standalone service and
 * throws the same ConfigError, which stops the application from starting.
 */
export const proxyConfig = registerAs('proxy', (): ProxyOptions => loadConfiguration().options);
