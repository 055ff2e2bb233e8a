import { expect, test } from 'vitest';
import { checkId } from './checks.ts';
import { proposeId } from './propose-id.ts';

test.each([
  ['Winter Sale!', 'winter_sale'],
  ['2026 – Wínterangebot', 'winterangebot'],
  ['freeShipping', 'free_shipping'],
  ['constructor', 'template_constructor'],
  ['冬のセール', 'template'],
  ['taken', 'taken_2'],
  ['x'.repeat(80), 'x'.repeat(64)],
])('%s becomes %s', (name, id) => {
  expect(proposeId(name, new Set(['taken']), 'template')).toBe(id);
  expect(checkId(id, 'An id', [])).toEqual([]);
});

test('every further one of a name gets its number, also a long one', () => {
  const taken = new Set<string>();
  for (let n = 0; n < 12; n++) taken.add(proposeId('y'.repeat(80), taken, 'template'));
  expect(taken.size).toBe(12);
  expect([...taken].every((id) => id.length <= 64)).toBe(true);
});
