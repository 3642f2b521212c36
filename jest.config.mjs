import { availableParallelism } from 'node:os';

/** Specs run as ES modules, compiled by SWC with Nest's decorator metadata; types are checked by `npm run typecheck`. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // They have a package.json of the same name.
  modulePathIgnorePatterns: ['<rootDir>/bundle/', '<rootDir>/.stryker-tmp/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '^claude-proxy$': '<rootDir>/src/index.ts' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/** @param {string} name */
export const project = (name) => ({ ...shared, displayName: name, testMatch: [`<rootDir>/test/${name}/**/*.spec.ts`] });

export default {
  projects: ['unit', 'e2e', 'contract'].map(project),
  // Ends a test that hangs. No test may depend on it: the machine may be many times slower than usual.
  testTimeout: 120_000,
  // Several specs wait for sockets and child processes: two workers keep two cores busy.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  // Each spec loads its own copy of every module. A worker above this limit is replaced between two specs.
  workerIdleMemoryLimit: '500MB',
};
