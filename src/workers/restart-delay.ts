/** A worker that exits within this time (ms) after its start probably fails for a reason that affects the next one, too. */
const SHORT_UPTIME = 30_000;
const FIRST_DELAY = 500;
const MAX_DELAY = 30_000;

/** Chooses how long to wait before a failed worker is replaced: not at all, then longer after each consecutive early exit. */
export class RestartDelay {
  private earlyExits = 0;

  /** The delay (ms) after a worker exited that ran for the given time (ms). */
  next(uptime: number): number {
    this.earlyExits = uptime < SHORT_UPTIME ? this.earlyExits + 1 : 0;
    return this.earlyExits <= 1 ? 0 : Math.min(MAX_DELAY, FIRST_DELAY * 2 ** (this.earlyExits - 2));
  }
}
