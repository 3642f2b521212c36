import { write, writeSync } from 'node:fs';

/** The maximum length (UTF-16 code units) of text that waits for a slow reader of the log. */
const MAX_WAITING = 4 * 1024 * 1024;
/** Errors of a pipe whose reader is slow. */
const BUSY: readonly (string | undefined)[] = ['EAGAIN', 'EBUSY', 'EINTR'];
/** How long (ms) to wait for a slow reader before the next attempt, and how often at the end of the process. */
const RETRY_DELAY = 50;
const FINAL_ATTEMPTS = 20;

/**
 * Writes lines to a file descriptor. Lines that cannot be written, because the disk is full or the reader does not read, are
 * dropped and counted: a service must not stop or grow because of its log.
 */
export class LineWriter {
  private lost = 0;
  private waiting: string[] = [];
  private waitingLength = 0;
  /** What is being written; empty if nothing is. */
  private current: Uint8Array = new Uint8Array();
  private isInCall = false;

  constructor(private readonly fileDescriptor: number) {}

  /** The number of lines that were dropped. */
  get droppedLines(): number {
    return this.lost;
  }

  write(lines: string): void {
    if (lines === '') return;
    if (this.waitingLength + lines.length > MAX_WAITING) return this.drop(Buffer.from(lines));
    this.waiting.push(lines);
    this.waitingLength += lines.length;
    if (this.current.length === 0) this.writeWaiting();
  }

  /** Writes everything before it returns, unless that fails. */
  flush(): void {
    let rest = Buffer.concat([this.isInCall ? new Uint8Array() : this.current, this.takeWaiting()]);
    for (let attempt = 0; rest.length > 0 && attempt < FINAL_ATTEMPTS; attempt += 1) {
      try {
        rest = rest.subarray(writeSync(this.fileDescriptor, rest));
        attempt = 0;
      } catch (error) {
        if (!isBusy(error)) break;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_DELAY);
      }
    }
    this.drop(rest);
    if (!this.isInCall) this.current = new Uint8Array();
  }

  private takeWaiting(): Buffer {
    const bytes = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.waitingLength = 0;
    return bytes;
  }

  private writeWaiting(): void {
    this.current = this.takeWaiting();
    if (this.current.length > 0) this.writeCurrent();
  }

  private writeCurrent(): void {
    if (this.current.length === 0) return this.writeWaiting();
    this.isInCall = true;
    write(this.fileDescriptor, this.current, (error, written) => {
      this.isInCall = false;
      if (isBusy(error)) return void setTimeout(() => this.writeCurrent(), RETRY_DELAY).unref();
      if (error) this.drop(this.current);
      this.current = error ? new Uint8Array() : this.current.subarray(written);
      this.writeCurrent();
    });
  }

  private drop(bytes: Uint8Array): void {
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) this.lost += 1;
  }
}

const NEWLINE = 0x0a;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && BUSY.includes(String(error.code));
