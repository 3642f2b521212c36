import 'reflect-metadata';
import cluster from 'node:cluster';
import { loadConfiguration } from '../config/load-configuration.js';
import { fail } from './process-exit.js';

/** Runs the service, in as many processes as configured, until a signal ends it; a start that fails ends the process. */
export async function serve(): Promise<void> {
  try {
    const configuration = loadConfiguration();
    const isSupervisor = cluster.isPrimary && configuration.options.workers > 1;
    // A supervisor serves nothing itself: most of the framework stays unloaded.
    if (isSupervisor) await (await import('./primary-process.js')).runWorkers(configuration);
    else await (await import('./single-process.js')).runService(configuration);
  } catch (error) {
    fail(error);
  }
}
