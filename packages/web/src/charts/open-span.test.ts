import { expect, test } from 'vitest';
import { openSpan, openWords } from './open-span.ts';
import { dayNumber, linear } from './scale.ts';

const first = dayNumber('2026-01-01');
const place = { x: linear([first, first + 10], [0, 100]), first, right: 100 };

test('days of which more may still be told have ground of their own, from the middle before the first', () => {
  expect(openSpan({ ...place, openFrom: '2026-01-09' })).toEqual({ left: 75, width: 25 });
  expect(openSpan({ ...place, openFrom: '2025-12-01' })).toEqual({ left: 0, width: 100 });
  expect(openSpan({ ...place, openFrom: '2026-01-12' })).toEqual({ left: 98, width: 2 });
});

test('and say so in words', () => {
  expect(openWords('2026-01-09', '2026-01-09', '9 Jan')).toBe('9 Jan, provisional');
  expect(openWords('2026-01-08', '2026-01-09', '8 Jan')).toBe('8 Jan');
  expect(openWords('2026-01-08', null, '8 Jan')).toBe('8 Jan');
});
