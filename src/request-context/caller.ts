/** The caller, as found by the key check. */
export interface Caller {
  /** The key to send to the upstream; absent if the upstream requires none. */
  readonly apiKey?: string;
  /** True if the key is the proxy's own, false if it is the client's (passthrough mode). */
  readonly usesProxyKey: boolean;
  /** Identifies the caller without revealing the key; absent if the client sent no key. */
  readonly id?: string;
}

/** Derives a caller's id from the digest of the client's key. */
export const deriveCallerId = (digest: Buffer): string => digest.toString('hex', 0, 6);
