import { createHash, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createIdSet } from './id-set.ts';

test('20,000 ids of both kinds are new once, whatever the order and the case', () => {
  const uuids = Array.from({ length: 10_000 }, (_, n) => {
    const hex = createHash('md5').update(String(n)).digest('hex');
    return [8, 13, 18, 23].reduce((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
  });
  const ids = [...uuids, ...uuids.map((_, n) => `event ${n}`)];
  const set = createIdSet();
  expect(ids.every((id) => set.add(id))).toBe(true);
  expect(ids.toReversed().some((id) => set.add(id))).toBe(false);
  expect(uuids.some((id) => set.add(id.toUpperCase()))).toBe(false);
  expect(set.size).toBe(20_000);
});

test('odd ids are ids too', () => {
  const set = createIdSet();
  const odd = ['', '0', '00000000-0000-0000-0000-000000000000', `${'-'.repeat(36)}`, 'x'.repeat(36), randomUUID()];
  expect(odd.map((id) => set.add(id))).toEqual(odd.map(() => true));
  expect(odd.map((id) => set.add(id))).toEqual(odd.map(() => false));
});
