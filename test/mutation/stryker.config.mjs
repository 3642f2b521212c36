export default {
  mutate: ['src/{auth,conversion,execution,limits,upstream}/**/*.ts'],
  testRunner: 'jest',
  // The specs are ES modules.
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'test/mutation/jest.config.mjs' },
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false },
  ignorePatterns: ['/bench', '/bundle', '/demo', '/dist', '/helm', '/reports'],
  // Each run keeps its modules in memory.
  maxTestRunnerReuse: 50,
  concurrency: 2,
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 60,
  tempDirName: '.stryker-tmp',
};
