import { fileURLToPath } from 'node:url';
import { project } from '../../jest.config.mjs';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

/** The chart tests have a separate command, `npm run test:chart`, because their tools require Go and Python. */
export default {
  rootDir,
  globalSetup: '<rootDir>/test/chart/render-everything.mjs',
  globalTeardown: '<rootDir>/test/chart/remove-renders.mjs',
  projects: [{ ...project('chart'), rootDir }],
  testTimeout: 120_000,
};
