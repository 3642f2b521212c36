import { fileURLToPath } from 'node:url';
import { project } from '../../jest.config.mjs';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

/** The chart's tests need Go and Python for their tools: they have a run of their own, `npm run test:chart`. */
export default {
  rootDir,
  globalSetup: '<rootDir>/test/chart/render-everything.mjs',
  globalTeardown: '<rootDir>/test/chart/remove-renders.mjs',
  projects: [{ ...project('chart'), rootDir }],
  testTimeout: 120_000,
};
