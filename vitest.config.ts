import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.{ts,tsx}', 'test/integration/**/*.test.{ts,tsx}', 'test/faults/**/*.test.ts'],
    // Processes, not threads: a native module that crashes takes only its own file with it.
    pool: 'forks',
    environment: 'node',
    restoreMocks: true,
    allowOnly: false,
    testTimeout: 15_000,
    // Hooks make keys, hash PINs and bundle workers, beside other tests that do the same.
    hookTimeout: 60_000,
  },
});
