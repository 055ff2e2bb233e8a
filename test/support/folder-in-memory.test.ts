import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { removeLeft } from './folder-in-memory.ts';

/** No process has it: numbers end at 4,194,304. */
const NOBODY = 9_999_999;

test('folders that killed processes left an hour ago are removed, and no others', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'fitly-left-'));
  const now = Date.now();
  const folder = async (name: string, hoursOld: number): Promise<void> => {
    await mkdir(join(parent, name, 'inside'), { recursive: true });
    const at = new Date(now - hoursOld * 3_600_000);
    await utimes(join(parent, name), at, at);
  };
  const kept = [`fitly-tests-${process.pid}-a`, `fitly-tests-${NOBODY}-young`, 'fitly-tests-old', 'other-1-x'];
  await folder(kept[0]!, 2);
  await folder(kept[1]!, 0.9);
  await folder(kept[2]!, 2);
  await folder(kept[3]!, 2);
  await folder(`fitly-tests-${NOBODY}-left`, 2);
  removeLeft(parent, now);
  expect((await readdir(parent)).toSorted()).toEqual(kept.toSorted());
  await rm(parent, { recursive: true });
});
