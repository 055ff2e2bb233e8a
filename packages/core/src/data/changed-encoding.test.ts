import { expect, test } from 'vitest';
import type { ContextAttribute } from '../design/agent.ts';
import { changedEncoding, mayHaveChanged } from './changed-encoding.ts';
import { encodeTable } from './encode.ts';
import { encodingNames, fitEncoding } from './encoding.ts';

const attribute = (name: string, type: ContextAttribute['type']): ContextAttribute => ({
  ...{ attribute: name, type, transform: 'none', topK: 5, pii: 'quarantine', history: null },
});
const recency = attribute('recency', 'number');
const channel = attribute('channel', 'category');
const tier = attribute('tier', 'category');
const ROWS = 6;
const tableOf = (channels: readonly (string | null)[], tiers: readonly (string | null)[]) => ({
  attributes: [recency, channel, tier],
  rowCount: ROWS,
  columns: [Float64Array.from({ length: ROWS }, (_, row) => row), channels, tiers],
});
const NOBODY = Array.from({ length: ROWS }, () => null);
const SOME = ['web', 'shop', null, 'web', 'shop', 'web'];
const first = fitEncoding([recency, channel], tableOf(NOBODY, SOME), 1);
const known = (attributes: readonly ContextAttribute[]) => ({ attributes, dimensions: [] });

test('an attribute that is new is added behind what there is, and nothing else moves', () => {
  const table = tableOf(NOBODY, SOME);
  const changed = changedEncoding(first, known([recency, tier]), table)!;
  expect(encodingNames(changed.encoding)).toEqual(['recency', 'tier=web', 'tier=shop', 'tier (missing)']);
  expect(changed.encoding.version).toBe(2);
  expect(changed.before).toEqual(['nothing', 'nothing', 'one']);
  const [before, after] = [first, changed.encoding].map((encoding) => encodeTable(encoding, table));
  for (let row = 0; row < ROWS; row++) expect(after![row * 4]).toBe(before![row]);
});

test('what it says of rows from before is what they are encoded as', () => {
  const { encoding, before } = changedEncoding(first, known([recency, tier]), tableOf(NOBODY, SOME))!;
  const old = { attributes: [recency], rowCount: 1, columns: [Float64Array.of(3)] };
  expect([...encodeTable(encoding, old)].slice(1)).toEqual(before!.map((was) => Number(was === 'one')));
});

test('one that had no values joins once it has, and its note goes', () => {
  expect(first.notes).toEqual(['channel: no values, left out']);
  expect(changedEncoding(first, known([recency, channel]), tableOf(NOBODY, SOME))).toBeNull();
  const { encoding } = changedEncoding(first, known([recency, channel]), tableOf(SOME, NOBODY))!;
  expect(encodingNames(encoding)).toEqual(['recency', 'channel=web', 'channel=shop', 'channel (missing)']);
  expect(encoding.notes).toEqual([]);
});

test('one of which only was told whether it is known joins with its values, once', () => {
  const same = Array.from({ length: ROWS }, (_, row) => (row === 0 ? null : 'web'));
  const told = fitEncoding([recency, channel], tableOf(same, NOBODY), 1);
  expect(encodingNames(told)).toEqual(['recency', 'channel (missing)']);
  const { encoding, before } = changedEncoding(told, known([recency, channel]), tableOf(SOME, NOBODY))!;
  expect(encodingNames(encoding)).toEqual(['recency', 'channel (missing)', 'channel=web', 'channel=shop']);
  expect(before).toEqual(['nothing', 'nothing']);
  expect(mayHaveChanged(encoding, [recency, channel])).toBe(false);
});

test('nothing is added where everything is known, or where the new attribute tells nobody apart', () => {
  expect(changedEncoding(first, known([recency]), tableOf(SOME, SOME))).toBeNull();
  const same = Array.from({ length: ROWS }, (_, row) => (row === 0 ? null : 'web'));
  expect(changedEncoding(first, known([recency, tier]), tableOf(NOBODY, same))).toBeNull();
});

test('an attribute that is read in another way is fitted anew, and rows have to be learned from anew', () => {
  const table = tableOf(SOME, SOME);
  const both = fitEncoding([recency, channel], table, 1);
  expect(changedEncoding(both, known([recency, channel]), table)).toBeNull();
  const bent = changedEncoding(both, known([{ ...recency, transform: 'log1p' }, channel]), table)!;
  expect(bent.before).toBeNull();
  expect(bent.encoding.version).toBe(2);
  expect(bent.encoding.features.filter(({ attribute: name }) => name === 'recency')).toEqual([
    expect.objectContaining({ kind: 'number', transform: 'log1p' }),
  ]);
  const fewer = changedEncoding(both, known([recency, { ...channel, topK: 1 }]), table)!;
  expect(encodingNames(fewer.encoding)).toEqual(['recency', 'channel=web', 'channel=(other)', 'channel (missing)']);
  const more = changedEncoding(fewer.encoding, known([recency, channel]), table)!;
  expect(encodingNames(more.encoding)).toEqual(encodingNames(both));
  expect(mayHaveChanged(fewer.encoding, [recency, channel])).toBe(true);
  expect(mayHaveChanged(both, [recency, channel])).toBe(false);
});
