import { Injectable, Logger } from '@nestjs/common';
import { TimeoutError, firstValueFrom, timeout } from 'rxjs';
import { isJsonObject, parseJson } from '../common/json.js';
import type { Conversion } from '../conversion/conversion.js';
import type { NativeResponse } from '../conversion/messages/native-response.js';
import { ApiError } from '../errors/api-error.js';
import { AttemptService } from '../execution/attempt.service.js';
import type { IncomingRequest } from '../execution/incoming-request.js';
import { CapabilityRegistry } from '../models/capability-registry.service.js';
import type { RequestContext } from '../request-context/request-context.js';
import { UpstreamRouter } from '../routing/upstream-router.service.js';
import type { RouteTarget } from '../routing/upstream-router.service.js';
import { UpstreamClient } from '../upstream/upstream.client.js';
import type { IncomingCountRequest } from './messages-body.pipe.js';

/** How long (ms) to wait for the upstream's count before the tokens are counted locally. */
const PATIENCE = 2_000;
/** Statuses of upstreams that do not count tokens. */
const MISSING: readonly (number | undefined)[] = [404, 405, 501];

/** Lets upstreams that have a tokenizer of their own count the tokens of a request. */
@Injectable()
export class UpstreamTokenCounter {
  private readonly logger = new Logger(UpstreamTokenCounter.name);
  /** Names of the upstreams that turned out not to count tokens. */
  private readonly unavailable = new Set<string>();

  constructor(
    private readonly router: UpstreamRouter,
    private readonly models: CapabilityRegistry,
    private readonly attempts: AttemptService,
    private readonly client: UpstreamClient,
  ) {}

  /** Returns undefined if the tokens must be counted locally. Throws the ApiError of an upstream that rejects the request. */
  async count(request: IncomingCountRequest, context: RequestContext): Promise<number | undefined> {
    const [target] = this.router.findTargets(request.model, context.head);
    if (!target || !request.raw || !this.isCounting(target, context)) return undefined;
    try {
      // A Messages upstream receives the request as it is, so that it needs no `max_tokens`.
      const incoming = { ...request, isStream: false } as IncomingRequest;
      const conversion = this.attempts.prepare(incoming, context, target);
      const tokens = await this.send(conversion, context, target);
      if (tokens === undefined) this.setUnavailable(target);
      return tokens;
    } catch (error) {
      return this.handleError(error, target);
    }
  }

  private isCounting(target: RouteTarget, { head }: RequestContext): boolean {
    if (this.unavailable.has(target.upstream.name)) return false;
    const { api, profile } = this.models.resolve(target, head.caller);
    return api === 'messages' && profile.messagesFeatures.countsTokens;
  }

  private async send(
    conversion: Conversion,
    context: RequestContext,
    { upstream }: RouteTarget,
  ): Promise<number | undefined> {
    const resolveUrl = (url: URL): URL => appendPath(conversion.resolveUrl?.(url) ?? url);
    const response = this.client.complete({ ...conversion, resolveUrl }, context, upstream).pipe(timeout(PATIENCE));
    return parseCount((await firstValueFrom(response)) as NativeResponse);
  }

  private handleError(error: unknown, target: RouteTarget): undefined {
    const upstreamStatus = error instanceof ApiError ? error.extras.upstreamStatus : undefined;
    if (upstreamStatus === 400) throw error;
    if (error instanceof TimeoutError || MISSING.includes(upstreamStatus)) this.setUnavailable(target);
    return undefined;
  }

  private setUnavailable({ upstream }: RouteTarget): void {
    this.unavailable.add(upstream.name);
    this.logger.warn({ message: 'upstream does not count tokens: they are counted locally', upstream: upstream.name });
  }
}

function appendPath(url: URL): URL {
  const extended = new URL(url);
  extended.pathname += '/count_tokens';
  return extended;
}

/** Some servers respond to unknown paths with 200. */
function parseCount({ bytes }: NativeResponse): number | undefined {
  const body = parseJson(bytes.toString());
  const tokens = isJsonObject(body) ? body['input_tokens'] : undefined;
  return typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : undefined;
}
