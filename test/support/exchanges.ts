import { beginExchange } from '../../src/conversion/exchange.js';
import type { Exchange } from '../../src/conversion/exchange.js';
import type { Dialect } from '../../src/dialects/dialect.js';
import { dialects } from '../../src/dialects/index.js';
import type { CreateMessageRequest } from '../../src/protocol/anthropic/messages.js';

/** Fixed, so that a better estimator does not change what replies look like. */
export const ESTIMATED_INPUT_TOKENS = 12;

/** What a test may say about an exchange beside the request. */
export interface ExchangeSettings {
  readonly dialect?: string | Dialect;
  /** What the routes file, or experience, says of the model. */
  readonly dialectChanges?: Partial<Dialect>;
  readonly upstreamModel?: string;
  readonly maxOutputTokens?: number;
  readonly sessionId?: string;
}

/** Begins an exchange whose ids are counted: 000000000000000000000001 is the first. */
export function aExchange(request: CreateMessageRequest, settings: ExchangeSettings = {}): Exchange {
  const { dialect = 'standard', dialectChanges, upstreamModel = 'gpt-4o', maxOutputTokens, sessionId } = settings;
  let ids = 0;
  return beginExchange(request, {
    upstreamModel,
    dialect: { ...(typeof dialect === 'string' ? dialectNamed(dialect) : dialect), ...dialectChanges },
    createId: () => String((ids += 1)).padStart(24, '0'),
    upstreamErrors: {
      isProxyKey: true,
      requestedModel: request.model,
      estimatedInputTokens: () => ESTIMATED_INPUT_TOKENS,
      confidential: [],
    },
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(sessionId !== undefined && { sessionId }),
  });
}

function dialectNamed(name: string): Dialect {
  const dialect = dialects.find((candidate) => candidate.name === name);
  if (!dialect) throw new Error(`There is no dialect ${name}`);
  return dialect;
}

/** A request with the given fields changed. */
export function aRequest(changes: Partial<CreateMessageRequest> = {}): CreateMessageRequest {
  return {
    model: 'claude-sonnet-5-5',
    max_tokens: 1024,
    messages: [{ role: 'user', content: 'Hello' }],
    ...changes,
  };
}
