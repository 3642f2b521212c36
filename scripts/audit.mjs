/** Looks the dependencies that are shipped up in the registry's list of known holes; says so where that cannot be asked. */
import { spawnSync } from 'node:child_process';

/** @type {(json: string) => { metadata?: { vulnerabilities: Record<string, number> }, message?: string }} */
const parse = JSON.parse;

const { stdout, status } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const { metadata, message } = parse(stdout || '{}');
if (metadata) {
  console.log('Known holes in what is shipped:', metadata.vulnerabilities);
  process.exitCode = status ?? 1;
} else {
  // A mirror without that list is no reason to stop a build, but nothing was proven either.
  console.log(`NOT AUDITED: the registry did not answer (${message ?? 'no reason given'})`);
}
