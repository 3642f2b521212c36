import type { RawRequest } from '../conversion/messages/raw-request.js';
import { type MemoryLease, unlimitedMemory } from './memory-lease.js';

const noTokens = (): number => 0;

/** The mutable state of a request while it is executed. Internal: neither guards nor observers see it. */
export class ExecutionState {
  readonly flow = new FlowControl();
  /** What the request holds of the process's memory. */
  memory: MemoryLease = unlimitedMemory;
  /** Response headers that become known before the response is sent: rate limits, dropped fields. */
  readonly responseHeaders: Record<string, string> = {};
  /** Whether the upstream's response is complete, so that the rest of its connection can be drained. */
  isResponseComplete = false;
  /** The context window of the upstream's model, in tokens, if it is known. */
  contextWindow: number | undefined;
  /** The factor by which input tokens are multiplied before they are reported to the client. */
  inputScale = 1;
  /** The number of retries of busy or unreachable upstreams: one budget for all attempts. */
  retries = 0;
  /** The bytes of the request, if they are kept. */
  rawBody: RawBody | undefined;
  /** Estimates the tokens of the prompt; set once the body is known to be a Messages request. */
  estimateInputTokens = noTokens;

  /** Releases the request and response bodies that closures hold, since records may be kept for a while. */
  release(): void {
    this.estimateInputTokens = noTokens;
    this.rawBody?.release();
    this.rawBody = undefined;
    this.flow.detach();
    this.memory.release();
  }
}

/** The body of a request whose bytes are kept. */
export interface RawBody {
  /** Undefined if a host application has changed or replaced the body. */
  readonly unchanged: RawRequest | undefined;
  /** Releases the memory of the bytes. */
  release(): void;
}

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
