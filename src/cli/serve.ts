import 'reflect-metadata';
import cluster from 'node:cluster';
import { loadConfiguration } from '../config/configuration.js';
import { exitWithError } from './process-exit.js';

/** Runs the service in the configured number of processes until a signal stops it. Exits if the start fails. */
export async function serve(): Promise<void> {
  try {
    const configuration = loadConfiguration();
    const isSupervisor = cluster.isPrimary && configuration.options.workers > 1;
    // The supervisor serves no requests, so it does not load most of the framework.
    if (isSupervisor) await (await import('./primary-process.js')).runWorkers(configuration);
    else await (await import('./single-process.js')).runService(configuration);
  } catch (error) {
    exitWithError(error);
  }
}
