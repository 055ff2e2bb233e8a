import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { useFolderInMemory } from './test/support/folder-in-memory.ts';

/** What Node compiles is kept for the next process, as `fitly` keeps it: half of what loading the product costs. */
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
useFolderInMemory();

/** Put something of their own in the place of a module of Node, which must not be loaded before. */
const APART = ['test/braze/real-workspace.test.ts', 'test/braze/live.test.ts'];

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } as const;

/** Node loads the files as it does in the product: nothing is transformed, and the cache above holds. */
const native = { experimental: { viteModuleRunner: false } } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    // `isolate: false` of the first two: a process for each file would load the product again and again; files leave nothing behind.
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
          ...native,
          name: 'product',
          include: ['test/**/*.test.ts'],
          exclude: APART,
          isolate: false,
        },
      },
      { test: { ...shared, ...native, name: 'apart', include: APART } },
    ],
  },
});
