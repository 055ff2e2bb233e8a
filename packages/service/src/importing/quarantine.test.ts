import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openQuarantine } from './quarantine.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-quarantine-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the first rows are named and those beyond are counted by reason', async () => {
  const quarantine = await openQuarantine(folder, 'crm.csv', 2);
  for (const [at, reason] of ['short', 'long', 'long', 'short', 'long'].entries()) {
    quarantine.add({ line: at + 2, reason });
  }
  expect(quarantine.counts()).toEqual({ short: 2, long: 3 });
  expect(quarantine.named()).toBe(2);
  expect(await quarantine.settle('one')).toBe('quarantine/one.jsonl');
  await quarantine.close();
  const lines = (await readFile(join(folder, 'one.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { file: 'crm.csv', line: 2, reason: 'short' },
    { file: 'crm.csv', line: 3, reason: 'long' },
    { file: 'crm.csv', reason: 'long', rows: 2 },
    { file: 'crm.csv', reason: 'short', rows: 1 },
  ]);
});

test('the file does not grow with rows that are not named', async () => {
  const quarantine = await openQuarantine(folder, 'crm.csv', 0);
  for (let line = 1; line <= 10_000; line++) quarantine.add({ line, reason: 'short' });
  await quarantine.settle('none');
  await quarantine.close();
  expect(await readFile(join(folder, 'none.jsonl'), 'utf8')).toBe('{"file":"crm.csv","reason":"short","rows":10000}\n');
  expect(await readdir(folder)).toEqual(['none.jsonl']);
});
