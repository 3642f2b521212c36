/** What the wording of an upstream's failure depends on, beside the failure itself. */
export interface UpstreamErrorContext {
  /** The upstream key is the proxy's own, so its refusal is no fault of the client. */
  readonly isProxyKey: boolean;
  /** The model by the name that the client asked for. */
  readonly requestedModel: string;
  /** Counts the prompt; asked only when the upstream does not name the number. */
  readonly estimatedInputTokens: () => number;
  /** The model's window in tokens, where it is known; an upstream's own number wins. */
  readonly contextWindow?: number;
  /** How many input tokens the client counts for one of the upstream's; absent: one. */
  readonly inputScale?: number;
  /** Texts that must never reach the client: the key sent upstream, the upstream's host name. */
  readonly confidential: readonly string[];
}

/** The headers of an upstream's reply, by lower-case name. */
export type UpstreamHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;
