import { defineConfig } from 'vitest/config';

const CHAOS = 'test/end-to-end/chaos.test.ts';
const FUZZ = 'test/fuzz/fuzz.test.ts';
/** Part of `npm run test:long` alone: downloads and unpacks an engine's packages once more. */
const OTHER_ENGINE = 'test/image/other-engine.test.ts';
const isLong = process.env['LONG_TESTS'] === 'true';
/** A limit for what never comes to its end: far beyond what anything takes, also beside the work of others. */
const BUSY_MS = 300_000;
const shared = { setupFiles: ['test/support/setup.ts'], restoreMocks: true };

export default defineConfig({
  test: {
    // Every core: vitest leaves one idle otherwise, which is half of a small machine.
    maxWorkers: '100%',
    coverage: { include: ['core/**', 'adapters/**', 'lambdas/**'] },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // Files give back what they stub, and starting a process for each took most of the time.
          isolate: false,
          // No test here waits for a time; a machine that is busy with other work may still be slow.
          testTimeout: BUSY_MS,
          include: ['test/**/*.test.ts'],
          exclude: [
            'infra',
            'templates',
            'local',
            'contracts',
            'end-to-end',
            'fuzz',
            'iam',
            'image',
            'page',
            'simulation',
            'speech',
          ].map((name) => `test/${name}/**`),
        },
      },
      {
        test: {
          ...shared,
          name: 'infra',
          // Loading the CDK takes longer than all of the tests; so it is loaded once.
          isolate: false,
          include: ['test/infra/**/*.test.ts'],
          testTimeout: BUSY_MS,
          hookTimeout: BUSY_MS,
        },
      },
      {
        test: {
          ...shared,
          name: 'templates',
          include: ['test/templates/**/*.test.ts'],
          testTimeout: BUSY_MS,
          // Sets up the checkers' Python environments the first time.
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'local',
          include: ['test/local/**/*.test.ts', 'test/contracts/**/*.test.ts'],
          testTimeout: BUSY_MS,
          hookTimeout: 900_000,
        },
      },
      {
        // The built page in a browser, with answers of a stubbed API.
        test: {
          ...shared,
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          globalSetup: ['test/page/built.ts'],
          testTimeout: BUSY_MS,
          hookTimeout: BUSY_MS,
        },
      },
      {
        test: {
          ...shared,
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          testTimeout: 4 * BUSY_MS,
        },
      },
      {
        test: {
          ...shared,
          name: 'speech',
          include: ['test/speech/**/*.test.ts'],
          // Everything is heard there, once; the tests look at what was understood.
          globalSetup: ['test/speech/listen.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          exclude: isLong ? [] : [OTHER_ENGINE],
          // One root for all files, so one file at a time.
          globalSetup: ['test/image/provisioned.ts'],
          fileParallelism: false,
          testTimeout: 2 * BUSY_MS,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'iam',
          include: ['test/iam/**/*.test.ts'],
          globalSetup: ['test/iam/stack.ts'],
          fileParallelism: false,
          testTimeout: 2 * BUSY_MS,
          hookTimeout: 900_000,
        },
      },
      {
        // One stack for all files, so one file at a time.
        test: {
          ...shared,
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: [CHAOS],
          globalSetup: ['test/end-to-end/stack.ts'],
          fileParallelism: false,
          testTimeout: 2 * BUSY_MS,
          hookTimeout: 900_000,
        },
      },
      {
        // On a stack of its own: what is asked at random leaves jobs and keys behind.
        test: {
          ...shared,
          name: 'fuzz',
          include: [FUZZ],
          globalSetup: ['test/end-to-end/stack.ts'],
          testTimeout: 2 * BUSY_MS,
          hookTimeout: 900_000,
        },
      },
      {
        // On a stack of its own: the workers of any other test would be hit.
        test: {
          ...shared,
          name: 'chaos',
          include: [CHAOS],
          globalSetup: ['test/end-to-end/stack.ts'],
          fileParallelism: false,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
