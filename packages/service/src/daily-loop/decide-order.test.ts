import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openState } from '@fitly/store';
import { expect, test } from 'vitest';
import { inDecideOrder } from './decide-order.ts';

test('of two that read at once the second one reads again, and has then seen the first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-order-'));
  const state = await openState(join(folder, 'state.db'));
  try {
    const committed: string[] = [];
    const bothHaveRead = Promise.withResolvers<void>();
    let reads = 0;
    const decide = (name: string) =>
      inDecideOrder({ state }, async (take) => {
        const seen = committed.length;
        reads += 1;
        if (reads === 2) bothHaveRead.resolve();
        await bothHaveRead.promise;
        await state.transaction(take);
        committed.push(name);
        return seen;
      });
    expect((await Promise.all([decide('a'), decide('b')])).sort()).toEqual([0, 1]);
    expect(reads).toBe(3);
  } finally {
    await state.close();
    await rm(folder, { recursive: true, force: true });
  }
});
