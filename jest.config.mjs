/** What talks to the shared Postgres and Temporal of a run; everything else needs neither and starts at once. */
const withServers = ['api', 'cli', 'client', 'console', 'db', 'e2e', 'engine', 'isolation', 'node', 'workflows']

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // 'js' first: a package that ships its sources beside the build must resolve to the build.
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  setupFilesAfterEnv: ['<rootDir>/test/helpers/leaks.ts'],
}

export default {
  testTimeout: 60_000,
  maxWorkers: 2,
  coverageProvider: 'v8',
  coverageThreshold: { './src/domain/': { lines: 100, statements: 100, branches: 100, functions: 100 } },
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*-types.ts'],
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [...withServers, 'chaos'].map((folder) => `<rootDir>/test/${folder}/`),
    },
    {
      ...common,
      displayName: 'servers',
      testMatch: withServers.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
      globalSetup: '<rootDir>/test/helpers/global-setup.mjs',
      globalTeardown: '<rootDir>/test/helpers/global-teardown.mjs',
    },
    {
      // Kills the servers it uses: it starts its own.
      ...common,
      displayName: 'chaos',
      testMatch: ['<rootDir>/test/chaos/**/*.test.ts'],
      globalSetup: '<rootDir>/test/chaos/global-setup.mjs',
    },
  ],
}
