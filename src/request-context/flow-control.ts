/** A source of bytes that can be paused. */
export interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/**
 * Backpressure from the client to the upstream: the response stream pauses the upstream while the client's socket is full.
 * A pause before the upstream's body arrives takes effect when it does.
 */
export class FlowControl {
  private source: Pausable | undefined;
  private paused = false;

  get isPaused(): boolean {
    return this.paused;
  }

  attach<Source extends Pausable>(source: Source): Source {
    this.source = source;
    if (this.paused) source.pause();
    return source;
  }

  /** Drops the reference to the source, which holds response bodies. */
  detach(): void {
    this.source = undefined;
  }

  pause(): void {
    this.paused = true;
    this.source?.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.source?.resume();
  }
}
