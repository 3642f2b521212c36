import type { UpstreamErrorContext } from '../errors/error-classification.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { Upstream } from './upstream.js';

/** Collects what the wording of an upstream's failure depends on. */
export function createErrorContext(context: RequestContext, upstream: Upstream): UpstreamErrorContext {
  const { caller } = context.head;
  const { contextWindow } = context.state;
  const callersKey = upstream.usesCallerKey ? caller?.apiKey : undefined;
  return {
    isProxyKey: !upstream.usesCallerKey || (caller?.usesProxyKey ?? true),
    requestedModel: context.record.model ?? '',
    estimatedInputTokens: () => context.state.estimateInputTokens(),
    inputScale: context.state.inputScale,
    ...(contextWindow !== undefined && { contextWindow }),
    confidential: callersKey ? [...upstream.confidential, callersKey] : upstream.confidential,
  };
}
