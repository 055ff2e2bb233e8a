import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'rooms',
          include: ['packages/*/{src,bin}/**/*.test.ts', '{bench,scripts}/**/*.test.ts'],
          // A process for each file would take longer to start than most files to run; these leave nothing behind.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'product', include: ['test/**/*.test.ts'] } },
    ],
  },
});
