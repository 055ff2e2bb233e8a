/** The short form of `npm run -s bench -- stored`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeAndReport } from './stored-report.ts';

test('S7: a report from stored sufficient statistics says what the customers themselves add up to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-stored-'));
  try {
    const { gap, reportMs, says, files } = await storeAndReport(join(folder, 'workspace'), 20_000);
    expect(gap).toBeLessThanOrEqual(1e-12);
    expect(reportMs).toBeLessThan(10_000);
    expect([files, says.startsWith('+')]).toEqual([6, true]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
