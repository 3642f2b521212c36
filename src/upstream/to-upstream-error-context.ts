import type { UpstreamErrorContext } from '../conversion/errors/upstream-error-context.js';
import type { RequestContext } from '../http/request-context.js';
import type { Upstream } from './upstream.js';

/** Says what the wording of an upstream's failure depends on. */
export function toUpstreamErrorContext(context: RequestContext, upstream: Upstream): UpstreamErrorContext {
  const { caller, contextWindow } = context;
  const callersKey = upstream.takesCallersKey ? caller?.apiKey : undefined;
  return {
    isProxyKey: !upstream.takesCallersKey || (caller?.usesProxyKey ?? true),
    requestedModel: context.model ?? '',
    estimatedInputTokens: () => context.estimateInputTokens(),
    inputScale: context.inputScale,
    ...(contextWindow !== undefined && { contextWindow }),
    confidential: callersKey ? [...upstream.confidential, callersKey] : upstream.confidential,
  };
}
