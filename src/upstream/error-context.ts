import type { UpstreamErrorContext } from '../errors/classify-error.js';
import type { RequestContext } from '../request-context/request-context.js';
import type { Upstream } from './upstream.js';

/** Says what the wording of an upstream's failure depends on. */
export function createErrorContext(context: RequestContext, upstream: Upstream): UpstreamErrorContext {
  const { caller, contextWindow } = context;
  const callersKey = upstream.usesCallerKey ? caller?.apiKey : undefined;
  return {
    isProxyKey: !upstream.usesCallerKey || (caller?.usesProxyKey ?? true),
    requestedModel: context.model ?? '',
    estimatedInputTokens: () => context.estimateInputTokens(),
    inputScale: context.inputScale,
    ...(contextWindow !== undefined && { contextWindow }),
    confidential: callersKey ? [...upstream.confidential, callersKey] : upstream.confidential,
  };
}
