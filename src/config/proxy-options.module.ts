import { Module } from '@nestjs/common';

/** Provides the ProxyOptions to all modules of the proxy. ClaudeProxyModule adds the provider. */
@Module({})
export class ProxyOptionsModule {}
