/** Who calls, as the key check found it. */
export interface Caller {
  /** The key to send upstream; absent when the upstream wants none. */
  readonly apiKey?: string;
  /** True when the key is the proxy's own, false when it is the client's (passthrough mode). */
  readonly usesProxyKey: boolean;
}
