import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // Vitest leaves one core free, and tests of a deploy wait for timers of auth0-deploy-cli most of the time.
    maxWorkers: availableParallelism() + 1,
    silent: 'passed-only',
  },
});
