import { Controller, Get, HttpCode, HttpStatus, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiKeyCallerResolver } from '../auth/api-key-caller.resolver.js';
import { redactUrl } from '../common/redacted-url.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { DiscardBody } from '../http/unread-body.js';
import { version } from '../version.js';

interface ServiceInfo {
  readonly message: string;
  readonly status: 'running';
  readonly config: {
    readonly openai_base_url: string | null;
    readonly max_tokens_limit: number;
    readonly api_key_configured: boolean;
    readonly api_key_validation: boolean;
    readonly big_model: string;
    readonly small_model: string;
  };
  readonly endpoints: Readonly<Record<string, string>>;
}

const ENDPOINTS = {
  messages: '/v1/messages',
  count_tokens: '/v1/messages/count_tokens',
  models: '/v1/models',
  health: '/health',
  test_connection: '/test-connection',
  livez: '/livez',
  readyz: '/readyz',
};

/** Describes the service, and serves the endpoints that Claude Code calls in addition to the Messages API. */
@Controller()
export class ServiceInfoController {
  constructor(
    private readonly apiKeys: ApiKeyCallerResolver,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Claude Code probes `HEAD /`; Fastify serves HEAD for every GET route. */
  @Get()
  describe(@Req() request: FastifyRequest): ServiceInfo {
    const { baseUrl, maxOutputTokens, upstreamKey, proxyKeys, bigModel, smallModel } = this.options;
    return {
      message: `Claude API Proxy v${version}`,
      status: 'running',
      config: {
        openai_base_url: this.apiKeys.isAuthorized(request.headers) ? redactUrl(baseUrl) : null,
        max_tokens_limit: maxOutputTokens ?? 0,
        api_key_configured: upstreamKey !== undefined,
        api_key_validation: proxyKeys.length > 0,
        big_model: bigModel,
        small_model: smallModel,
      },
      endpoints: ENDPOINTS,
    };
  }

  @Get('api/hello')
  hello(): { message: string } {
    return { message: 'hello' };
  }

  /** Accepts and discards Claude Code's telemetry. The response is sent before this method could run. */
  @Post('api/event_logging/batch')
  @HttpCode(HttpStatus.NO_CONTENT)
  @DiscardBody()
  ignoreEvents(): void {
    return undefined;
  }
}
