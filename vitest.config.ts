import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';

/** What Node compiles is kept for the next process, as `fitly` keeps it: half of what loading the product costs. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    // `isolate: false` of both: a process for each file would load the product again and again; files leave nothing behind.
    projects: [
      {
        test: {
          ...shared,
          name: 'rooms',
          include: ['packages/*/{src,bin}/**/*.test.ts', '{bench,scripts}/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'product',
          include: ['test/**/*.test.ts'],
          isolate: false,
          // Node loads the files as it does in the product: nothing is transformed, and the cache above holds.
          experimental: { viteModuleRunner: false },
        },
      },
    ],
  },
});
