import { Controller, Get, HttpStatus, Inject, Req, Res, UseFilters } from '@nestjs/common';
import { HealthCheckService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeyCallerResolver } from '../auth/api-key-caller.resolver.js';
import { redactUrl } from '../common/redacted-url.js';
import { PROXY_OPTIONS } from '../config/proxy-options.js';
import type { ProxyOptions } from '../config/proxy-options.js';
import { ProxiedRoute } from '../http/proxied-route.decorator.js';
import { version } from '../version.js';
import { ConnectionTest } from './connection-test.service.js';
import type { ConnectionTestResult } from './connection-test.service.js';
import { DrainIndicator } from './health-indicators.js';
import { HealthCheckFilter } from './health-check.filter.js';
import { LoadIndicator } from './health-indicators.js';
import { UpstreamIndicator } from './health-indicators.js';

interface Health {
  readonly status: 'healthy';
  readonly timestamp: string;
  readonly version: string;
  readonly config: HealthConfig;
}

interface HealthConfig {
  readonly openai_api_configured: boolean;
  readonly openai_base_url: string | null;
  readonly api_key_validation: boolean;
  readonly big_model: string;
  readonly small_model: string;
  readonly max_tokens_limit: number;
}

/** Serves the probes, a summary of the configuration, and the connection test. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly draining: DrainIndicator,
    private readonly load: LoadIndicator,
    private readonly upstream: UpstreamIndicator,
    private readonly connection: ConnectionTest,
    private readonly apiKeys: ApiKeyCallerResolver,
    @Inject(PROXY_OPTIONS) private readonly options: ProxyOptions,
  ) {}

  /** Liveness: succeeds if the event loop is running. Never calls the upstream. */
  @Get('livez')
  @UseFilters(HealthCheckFilter)
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /**
   * Readiness: succeeds if the proxy is neither draining nor overloaded and, if CLAUDE_PROXY_READINESS_UPSTREAM is set, an
   * upstream is reachable.
   */
  @Get('readyz')
  @UseFilters(HealthCheckFilter)
  ready(): Promise<HealthCheckResult> {
    const ownChecks = [() => this.draining.check(), () => this.load.check()];
    return this.health.check(this.options.readinessUpstream ? [...ownChecks, () => this.upstream.check()] : ownChecks);
  }

  @Get('health')
  describe(@Req() request: FastifyRequest): Health {
    return {
      status: 'healthy',
      timestamp: new Date().toISOString(),
      version,
      config: {
        openai_api_configured: this.options.upstreamKey !== undefined,
        openai_base_url: this.apiKeys.isAuthorized(request.headers) ? redactUrl(this.options.baseUrl) : null,
        api_key_validation: this.options.proxyKeys.length > 0,
        big_model: this.options.bigModel,
        small_model: this.options.smallModel,
        max_tokens_limit: this.options.maxOutputTokens ?? 0,
      },
    };
  }

  /** Requests a few tokens from every upstream. Responds with 503 and suggestions if an upstream fails. */
  @Get('test-connection')
  @ProxiedRoute('rate')
  async testConnection(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionTestResult> {
    const result = await this.connection.run(request.proxyContext);
    if (result.status === 'failed') reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return result;
  }
}
