import { defineConfig } from 'vitest/config';

/** Rooms whose tests leave nothing behind in their process: they share one, which saves a start for each file. */
const pure = ['catalogue', 'common', 'domain', 'gateways', 'payments', 'renderer'].map(
  (room) => `test/unit/${room}/**/*.test.{ts,tsx}`,
);

export default defineConfig({
  test: {
    // Processes, not threads: a native module that crashes takes only its own file with it.
    pool: 'forks',
    environment: 'node',
    restoreMocks: true,
    allowOnly: false,
    testTimeout: 15_000,
    // Hooks make keys, hash PINs and bundle workers, beside other tests that do the same.
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/integration/**/*.test.{ts,tsx}', 'test/faults/**/*.test.ts'],
          exclude: pure,
        },
      },
    ],
  },
});
