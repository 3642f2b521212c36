/** Who calls, as the key check found it. */
export interface Caller {
  /** The key to send upstream; absent when the upstream wants none. */
  readonly apiKey?: string;
  /** True when the key is the proxy's own, false when it is the client's (passthrough mode). */
  readonly usesProxyKey: boolean;
  /** Tells callers apart without showing their keys; absent when the client sent none. */
  readonly id?: string;
}

/** Makes a caller's id of the digest of the key that the client sent: its beginning. */
export const toCallerId = (digest: Buffer): string => digest.toString('hex', 0, 6);
