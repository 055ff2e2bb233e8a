import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { actionSpaceOf } from '@fitly/core/design';
import type { ProgrammePlayer } from '@fitly/simulator';
import { afterAll, expect, test } from 'vitest';
import { type BanditTask, banditTask } from './bandit-task.ts';
import { startExternal } from './external-player.ts';
import { playTask } from './play-task.ts';
import { classesOf, numbersOf, readTable } from './read-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'fitly-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LEARNER = `node ${fileURLToPath(new URL('counting-learner.js', import.meta.url))}`;
const task: BanditTask = {
  name: 'coin',
  space: actionSpaceOf({ dimensions: [{ id: 'action', optionIds: ['heads', 'tails'] }] }),
  contextSize: 1,
  rowCount: 40,
  contexts: Float64Array.from({ length: 40 }, (_, row) => row / 40),
  batchSize: 10,
};
const tails = (_row: number, action: number): number => (action === 1 ? 1 : -1);

/** Mean probability of tails in each batch. */
async function playedBy(player: ProgrammePlayer): Promise<number[]> {
  const sums = [0, 0, 0, 0];
  let row = 0;
  const score = (_row: number, probabilities: Float64Array): void => {
    sums[Math.floor(row++ / 10)]! += probabilities[1]! / 10;
  };
  await playTask({ task, player, seed: 'a', rewardOf: tails, score });
  return sums;
}

test("a program of somebody else's decides, learns, and begins anew with each play", async () => {
  const program = startExternal(LEARNER);
  const [first, second] = [
    await playedBy(program.player('coin', { ...task, seed: 'a' })),
    await playedBy(program.player('coin', { ...task, seed: 'a' })),
  ];
  await program.close();
  expect(first.map((each) => each.toFixed(2))).toEqual(['0.05', '0.95', '0.95', '0.95']);
  expect(second).toEqual(first);
});

test.each([
  ['ends', 'exit 0', 'ended before it answered'],
  ['answers something else', 'echo hello', 'answered something else: expected {"probabilities"'],
  ['gives no distribution', `echo '{"probabilities": [[1, 0.5]]}'; cat`, 'answered something else'],
  [
    'gives rows that do not sum to 1',
    'node -e "console.log(JSON.stringify({probabilities: Array(10).fill([1, 0.5])}))"',
    'row 0',
  ],
])('one that %s is told what was expected', async (_, command, message) => {
  const program = startExternal(command);
  await expect(playedBy(program.player('coin', { ...task, seed: 'a' }))).rejects.toThrow(message);
  await program.close();
});

test('what nobody knows is not learned from', async () => {
  const learned: number[] = [];
  const player: ProgrammePlayer = {
    name: 'half',
    probabilities: () => Float64Array.of(0.5, 0.5),
    learn: ({ count, actions, propensities }) => {
      learned.push(count);
      expect([...actions].every((action) => action === 1)).toBe(true);
      expect([...propensities].every((propensity) => propensity === 0.5)).toBe(true);
    },
  };
  await playTask({ task, player, seed: 'a', rewardOf: (_row, action) => (action === 1 ? 1 : null), score: () => {} });
  expect(learned.reduce((sum, count) => sum + count, 0)).toBeLessThan(35);
});

test('a file becomes a task: numbers and categories as an agent encodes them', () => {
  const path = join(folder, 'set.csv');
  writeFileSync(path, 'y,size,colour\n0,1.5,red\n1,,blue\n0,3,red\n');
  const table = readTable(path);
  expect([...numbersOf(table, 'y')]).toEqual([0, 1, 0]);
  const { contextSize, contexts } = banditTask('set', table, {
    features: ['size', 'colour'],
    actions: ['a', 'b'],
    batchSize: 1,
  });
  expect(contexts).toHaveLength(3 * contextSize);
  expect(contextSize).toBeGreaterThan(1);
  expect(classesOf(table, 'colour')).toEqual({ classes: ['blue', 'red'], labels: Int32Array.of(1, 0, 1) });
  expect(classesOf(table, 'y')).toEqual({ classes: ['0', '1'], labels: Int32Array.of(0, 1, 0) });
  expect(() => classesOf(table, 'size')).toThrow('row 2 of column size has no class');
  expect(() => numbersOf(table, 'size')).toThrow('row 2 of column size is no number');
  expect(() => numbersOf(table, 'weight')).toThrow('there are: y, size, colour');
});

test.each([
  ['gone.csv', null, 'gone.csv cannot be read: ENOENT'],
  ['header.csv', 'y,size\n', 'has no rows below its header'],
  ['ragged.csv', 'y,size\n0,1\n1\n', 'is no CSV file with a header'],
  ['plain.csv.gz', 'y,size\n0,1\n', 'is no CSV file with a header'],
  ['one.csv', 'y,size\n3,1\n3,2\n', 'column y has one class only, 3'],
])('a file that cannot be used is told in one line: %s', (name, text, message) => {
  const path = join(folder, name);
  if (text !== null) writeFileSync(path, text);
  expect(() => classesOf(readTable(path), 'y')).toThrow(message);
});
