/** Reads the body of a successful response; may throw ApiError. */
export interface ResponseReader<Value> {
  /** The model that the upstream reports, once it is known. */
  readonly model: string | undefined;
  /** The memory (bytes) for what has arrived and is not returned yet. */
  readonly heldBytes: number;
  /** Accepts the bytes of one socket read. Returns the value that they complete, if any. */
  push(bytes: Buffer): Value | undefined;
  /** Accepts the end of the body. */
  end(): Value | undefined;
}
