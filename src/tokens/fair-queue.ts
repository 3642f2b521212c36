/** The most jobs that a caller can have waiting. */
const MAX_WAITING = 10;

/** Jobs of several callers. The callers take turns, so that the jobs of one cannot delay those of another. */
export class FairQueue<Job> {
  /** The caller whose turn is next comes first. */
  private readonly callers = new Map<string, Job[]>();

  /** Adds a job; returns false if the caller has too many. */
  add(caller: string, job: Job): boolean {
    const jobs = this.callers.get(caller);
    if (!jobs) this.callers.set(caller, [job]);
    else if (jobs.length < MAX_WAITING) jobs.push(job);
    else return false;
    return true;
  }

  /** Returns the first job of the caller whose turn it is, which remains in the queue. The next call is another caller's turn. */
  next(): Job | undefined {
    for (const [caller, jobs] of this.callers) {
      this.callers.delete(caller);
      this.callers.set(caller, jobs);
      return jobs[0];
    }
    return undefined;
  }

  remove(caller: string, job: Job): void {
    const others = this.callers.get(caller)?.filter((other) => other !== job) ?? [];
    if (others.length > 0) this.callers.set(caller, others);
    else this.callers.delete(caller);
  }

  /** Removes and returns all jobs. */
  clear(): readonly Job[] {
    const jobs = [...this.callers.values()].flat();
    this.callers.clear();
    return jobs;
  }
}
