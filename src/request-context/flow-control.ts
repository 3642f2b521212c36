export interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/**
 * Couples the speed of the upstream to the speed of the client: the sink pauses it when the client's socket is full.
 * A pause that comes before the upstream's body is there is remembered.
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

  /** Forgets the source, and all that is known to it. */
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
