import { project } from '../../jest.config.mjs';
import { END_TO_END_ENV } from './end-to-end-specs.mjs';

/** Specs that read the repository, or count the operations of the code: instrumented code would fail or slow them. */
const EXCLUDED = ['api-report', 'architecture', 'chart-values', 'conformance', 'docs', 'fuzz', 'image', 'linear-work'];

const endToEnd = (process.env[END_TO_END_ENV] ?? '').split(',').filter((spec) => spec !== '');

export default {
  ...project('unit'),
  rootDir: '../..',
  testMatch: ['<rootDir>/test/unit/**/*.spec.ts', ...endToEnd.map((spec) => `<rootDir>/test/${spec}.spec.ts`)],
  testPathIgnorePatterns: ['/node_modules/', ...EXCLUDED.map((name) => `/test/unit/${name}\\.spec\\.ts$`)],
  testTimeout: 30_000,
};
