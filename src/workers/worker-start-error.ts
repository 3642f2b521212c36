/** The first worker ended before it served, and has told the log why; another one would fare no better. */
export class WorkerStartError extends Error {
  constructor(readonly exitCode: number) {
    super(`The first worker ended with ${exitCode} before it served`);
    this.name = 'WorkerStartError';
  }
}
