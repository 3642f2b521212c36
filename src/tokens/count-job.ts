/** What the worker is sent: the texts of one request. */
export interface CountJob {
  readonly id: number;
  readonly texts: readonly string[];
}

/** What the worker answers. */
export interface CountResult {
  readonly id: number;
  readonly tokens: number;
}
