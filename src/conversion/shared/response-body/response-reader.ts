/** Reads the body of a successful response; may throw ApiError. */
export interface ResponseReader<Value> {
  /** The model that the upstream says has responded, once it is known. */
  readonly model: string | undefined;
  /** Accepts the bytes of one socket read; returns what they complete. */
  push(bytes: Buffer): Value | undefined;
  /** Accepts the end of the body. */
  end(): Value | undefined;
}
