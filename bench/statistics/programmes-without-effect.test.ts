/** The short form of `npm run campaign:statistics -- --steps 1000 --product 20`. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playProgrammes } from './play-programmes.ts';
import { playPureSteps, playWholeProduct } from './programmes-without-effect.ts';

test('a programme without any effect is read daily through the whole product, which tells what the pure steps tell', async () => {
  const played = await playWholeProduct(1, 400, 4);
  expect(played).toMatchObject({ firstCalled: null, failed: [] });
  expect(played.looks).toBeGreaterThan(0);
  const pure = playPureSteps(1, 400, 4);
  expect(pure).toEqual({ ...played, trust: expect.closeTo(played.trust, 12) });
});

test('a campaign that is started again plays what is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-test-'));
  const results = join(folder, 'campaigns', 'programmes.jsonl');
  const size = { through: 'steps', customers: 500, days: 4, results } as const;
  const told: string[] = [];
  const onPlayed = (played: number, of: number) => void told.push(`${played} of ${of}`);
  await playProgrammes({ ...size, programmes: 1 }, onPlayed);
  const found = await playProgrammes({ ...size, programmes: 2 }, onPlayed);
  expect(told).toEqual(['1 of 1', '2 of 2']);
  expect(found.passed).toBe(true);
  expect((await readFile(results, 'utf8')).trim().split('\n')).toHaveLength(2);
  await rm(folder, { recursive: true });
});
