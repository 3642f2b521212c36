import { Injectable } from '@nestjs/common';
import { firstValueFrom, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { DEFAULT_UPSTREAM } from '../config/routes/upstream-entries.js';
import type { Conversion } from '../conversion/conversion.js';
import { ApiError } from '../errors/api-error.js';
import { createIncomingRequest } from '../execution/incoming-request.js';
import { RetryService } from '../execution/retry.service.js';
import { CapabilityRegistry } from '../models/capability-registry.service.js';
import type { LearnedOverride } from '../models/learned-override-store.js';
import type { CreateMessageRequest } from '../protocol/anthropic/request.js';
import type { LearnedOverrides } from '../providers/learned-overrides.js';
import type { RequestContext } from '../request-context/request-context.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import { UpstreamClient } from '../upstream/upstream.client.js';
import type { Upstream } from '../upstream/upstream.js';
import { UpstreamModels } from './upstream-models.service.js';

type UpstreamTestResult =
  | { readonly status: 'success'; readonly message: string; readonly model_used: string; readonly timestamp: string }
  | {
      readonly status: 'failed';
      readonly error: string;
      readonly timestamp: string;
      readonly suggestions: readonly string[];
    };

/**
 * The result of the first upstream that failed, or of the first upstream if none failed. With several upstreams,
 * `upstreams` holds the result of each.
 */
export type ConnectionTestResult = UpstreamTestResult & {
  readonly upstreams?: Readonly<Record<string, UpstreamTestResult>>;
  /** What rejections revealed and applies to the caller's requests; absent if nothing. */
  readonly learned_overrides?: readonly ReportedOverride[];
};

interface ReportedOverride {
  readonly upstream: string;
  readonly model: string;
  readonly overrides: LearnedOverrides;
  readonly scope: 'caller' | 'everybody';
  readonly expires_at: string;
}

/** A few tokens of the small model cost very little. */
const PROBE: CreateMessageRequest = {
  model: 'claude-haiku-5-5',
  max_tokens: 16,
  messages: [{ role: 'user', content: 'Hello' }],
};

/** Sends a test request to every upstream, with the conversion, client and key of ordinary requests. */
@Injectable()
export class ConnectionTest {
  constructor(
    private readonly router: UpstreamRouter,
    private readonly retries: RetryService,
    private readonly client: UpstreamClient,
    private readonly models: UpstreamModels,
    private readonly capabilities: CapabilityRegistry,
  ) {}

  async run(context: RequestContext): Promise<ConnectionTestResult> {
    const results: [string, UpstreamTestResult][] = [];
    // Sequential, because the request context records one upstream at a time.
    for (const target of this.router.findProbeTargets(PROBE.model)) {
      results.push([target.upstream.name, await this.test(target, context)]);
    }
    const all = results.map(([, result]) => result);
    const result = all.find(({ status }) => status === 'failed') ?? all[0];
    if (!result) throw ApiError.notFound(`model: ${PROBE.model}`);
    return {
      ...result,
      ...(all.length > 1 && { upstreams: Object.fromEntries(results) }),
      ...reportLearned(this.capabilities.listLearned(context.head.caller)),
    };
  }

  private async test(target: RouteTarget, context: RequestContext): Promise<UpstreamTestResult> {
    const send = (conversion: Conversion, upstream: Upstream): Observable<unknown> =>
      this.send(conversion, context, upstream);
    try {
      await firstValueFrom(
        this.retries.run({ request: createIncomingRequest(PROBE), context, send, isProbe: true }, target),
      );
    } catch (error) {
      return this.createFailure(error instanceof ApiError ? error : ApiError.internal(), context, target.upstream);
    }
    return {
      status: 'success',
      message: 'Successfully connected to target API',
      model_used: target.model,
      timestamp: new Date().toISOString(),
    };
  }

  private send(conversion: Conversion, context: RequestContext, upstream: Upstream): Observable<unknown> {
    return this.client
      .complete(conversion, context, upstream)
      .pipe(map((response) => conversion.convertResponse(response)));
  }

  private async createFailure(
    error: ApiError,
    { head }: RequestContext,
    upstream: Upstream,
  ): Promise<UpstreamTestResult> {
    const available = error.status === 404 ? await this.models.list(upstream, head.caller) : [];
    return {
      status: 'failed',
      error: error.message,
      timestamp: new Date().toISOString(),
      suggestions: buildSuggestions(error, available, upstream.name),
    };
  }
}

function reportLearned(learned: readonly LearnedOverride[]): Pick<ConnectionTestResult, 'learned_overrides'> {
  if (learned.length === 0) return {};
  return {
    learned_overrides: learned.map(({ upstream, model, overrides, isShared, expiresAt }) => ({
      upstream,
      model,
      overrides,
      scope: isShared ? 'everybody' : 'caller',
      expires_at: new Date(expiresAt).toISOString(),
    })),
  };
}

/** The maximum number of models that a suggestion lists. */
const MAX_MODELS = 20;

/** Builds suggestions for a failed connection test. They name the settings of the upstream that was tested. */
export function buildSuggestions(
  { extras, status, type }: ApiError,
  availableModels: readonly string[],
  upstream: string = DEFAULT_UPSTREAM,
): readonly string[] {
  const { baseUrl, apiKey, timeout, models } = resolveSettingNames(upstream);
  switch (extras.upstreamStatus ?? status) {
    case 401:
    case 403:
      return [`Check your ${apiKey} is valid`, 'Verify API key permissions'];
    case 402:
    case 429:
      return ['Check rate limits and quotas'];
    case 404:
      return [
        `Check ${models} exist at your provider`,
        ...(availableModels.length > 0
          ? [`The provider offers: ${availableModels.slice(0, MAX_MODELS).join(', ')}`]
          : []),
        `Check the path of ${baseUrl}: for most providers it ends in /v1`,
      ];
    default:
      return type === 'timeout_error'
        ? [`Check that ${baseUrl} can be reached from here`, `Raise ${timeout} for slow models`]
        : [
            `Check ${baseUrl}`,
            `Check your ${apiKey} is valid`,
            'Verify API key permissions',
            'Check rate limits and quotas',
          ];
  }
}

function resolveSettingNames(upstream: string) {
  if (upstream !== DEFAULT_UPSTREAM) {
    const path = `upstreams.${upstream}`;
    return {
      baseUrl: `${path}.baseUrl`,
      apiKey: `key of ${path}`,
      timeout: `${path}.timeout`,
      models: 'the models of your routes',
    };
  }
  return {
    baseUrl: 'OPENAI_BASE_URL',
    apiKey: 'OPENAI_API_KEY',
    timeout: 'CLAUDE_PROXY_REQUEST_TIMEOUT',
    models: 'CLAUDE_PROXY_BIG_MODEL and CLAUDE_PROXY_SMALL_MODEL',
  };
}
