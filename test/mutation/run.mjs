/** Runs Stryker with the given options, for example `--mutate 'src/auth/**'`. */
import { spawnSync } from 'node:child_process';
import { END_TO_END_ENV, selectSpecs } from './end-to-end-specs.mjs';

const parameters = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'test/mutation/stryker.config.mjs', ...parameters],
  { stdio: 'inherit', env: { ...process.env, [END_TO_END_ENV]: selectSpecs(parameters).join(',') } },
);
process.exitCode = status ?? 1;
