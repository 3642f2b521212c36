/** Runs the conversion's property tests with many cases: `npm run fuzz -- --cases 200000 --seed 42`. Prints the seed if none is given. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import './ensure-installed.mjs';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '200000' }, seed: { type: 'string' } } });
const fuzz = { cases: Number(values.cases), seed: Number(values.seed ?? Math.floor(Math.random() * 2 ** 31)) };
if (!Object.values(fuzz).every(Number.isSafeInteger)) throw new Error('--cases and --seed must be integers');

console.log(`Fuzzing: ${fuzz.cases} cases, seed ${fuzz.seed}`);
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const selection = ['--selectProjects', 'unit', '--testPathPatterns', 'unit/fuzz.spec|native-stream.spec', '--verbose'];
const { status } = spawnSync(process.execPath, [...jest, ...selection, '--globals', JSON.stringify({ fuzz })], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
