import type { Dialect } from '../dialects/dialect.js';
import type { UpstreamErrorContext } from './errors/upstream-error-context.js';

/** What a conversion needs beside the request itself. */
export interface ExchangeContext {
  /** The model to ask upstream, after model mapping. */
  readonly upstreamModel: string;
  readonly dialect: Dialect;
  /** Upper bound of the output tokens asked for; absent means none. */
  readonly maxOutputTokens?: number;
  /** The client's session, from its `x-claude-code-session-id` header. */
  readonly sessionId?: string;
  /** What the wording of an error inside a reply depends on. */
  readonly upstreamErrors: UpstreamErrorContext;
  /** Makes 24 characters of [A-Za-z0-9] for ids of messages and tool calls. */
  readonly createId: () => string;
}
