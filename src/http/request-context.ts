import type { Caller } from '../auth/caller.js';
import type { UpstreamErrorContext } from '../conversion/errors/upstream-error-context.js';
import { Flow } from './flow.js';

/** What one request gathers on its way: who calls, how fast the client reads, what the access log will say. */
export class RequestContext {
  readonly startedAt = performance.now();
  readonly flow = new Flow();
  /** Headers for the reply that become known before it is sent: rate limits, what was dropped. */
  readonly replyHeaders: Record<string, string> = {};
  caller: Caller | undefined;
  /** The upstream's answer is complete: what it may still send is of no interest. */
  isAnswered = false;

  model: string | undefined;
  upstreamModel: string | undefined;
  isStream: boolean | undefined;
  upstreamStatus: number | undefined;
  /** The upstream model's window in tokens, where it is known. */
  contextWindow: number | undefined;
  /** How many input tokens the client is told of for one of the upstream's. */
  inputScale = 1;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  /** Counts the request's prompt; set once the body is known to be a Messages request. */
  estimateInputTokens = (): number => 0;

  constructor(
    readonly requestId: string,
    /** The client's own id of the request, when it sent a sane one. */
    readonly clientRequestId: string | undefined,
    readonly sessionId: string | undefined,
  ) {}

  noteUsage(usage: { readonly input_tokens: number; readonly output_tokens: number }): void {
    this.inputTokens = usage.input_tokens;
    this.outputTokens = usage.output_tokens;
  }

  /** What the wording of an upstream's failure depends on. */
  upstreamErrors(upstreamHost: string): UpstreamErrorContext {
    return {
      isProxyKey: this.caller?.usesProxyKey ?? true,
      requestedModel: this.model ?? '',
      estimatedInputTokens: () => this.estimateInputTokens(),
      inputScale: this.inputScale,
      ...(this.contextWindow !== undefined && { contextWindow: this.contextWindow }),
      confidential: [upstreamHost, this.caller?.apiKey ?? ''].filter((text) => text !== ''),
    };
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    proxyContext: RequestContext;
  }
  interface FastifyContextConfig {
    claudeProxy?: ProxiedRouteConfig;
  }
}

/** Marks a route as the proxy's own. */
export interface ProxiedRouteConfig {
  /** The key is checked before the body is read. */
  readonly requiresKey: boolean;
}
