import type { SipKey } from '@fitly/core/math';
import { expect, test } from 'vitest';
import type { JournalMessage } from '../state/journal.ts';
import { onDevice } from './variation.ts';

const key: SipKey = [1, 2, 3, 4];
const push = (platform?: 'apple' | 'android'): JournalMessage => ({
  channel: 'push',
  variationId: platform ?? 'only',
  content: {},
  ...(platform !== undefined && { platform }),
});

test('of a pair of pushes each user gets the one for their device, about half of them each', () => {
  const pair = [push('apple'), push('android')];
  const got = Array.from({ length: 1_000 }, (_, i) => onDevice(key, `u${i}`, pair));
  expect(got.every((messages) => messages.length === 1)).toBe(true);
  const apple = got.filter(([message]) => message?.platform === 'apple').length;
  expect(apple).toBeGreaterThan(440);
  expect(apple).toBeLessThan(560);
});

test('a push without a counterpart reaches everybody', () => {
  for (const user of ['ada', 'ben', 'cem', 'dee']) expect(onDevice(key, user, [push()])).toEqual([push()]);
});
