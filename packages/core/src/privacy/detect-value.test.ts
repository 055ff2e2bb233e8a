import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectPlain, detectValue, isSuspect } from './index.ts';
import { type Dice, HARMLESS, PERSONAL } from './testing/index.ts';

/** mulberry32, begun with a name. */
function diceOf(name: string): Dice {
  let state = [...name].reduce((sum, each) => Math.imul(sum ^ each.charCodeAt(0), 0x01000193), 0x811c9dc5);
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * n);
  };
  return { below, pick: (all) => all[below(all.length)]! };
}

const PERSONAL_VALUES: readonly (readonly [kind: string, value: string])[] = [
  ['email', 'ana@shop.example'],
  ['email', 'Write to ana.lopez+shop@mail.co.uk, thanks'],
  ['email', 'ａｎａ＠ｓｈｏｐ．ｅｘａｍｐｌｅ'],
  ['email', 'ana\u200b@\u2060shop.example'],
  ['email', 'ana [at] shop [dot] example'],
  ['email', 'https://shop.example/?u=ana%40mail.example'],
  ['email', 'jürgen@münchen.de'],
  ['email', 'аna@shop.example'],
  ['phone', '+34612345678'],
  ['phone', '0034 612 34 56 78'],
  ['phone', '+49 (0)171 2345678'],
  ['phone', '(415) 555-2671'],
  ['phone', '06.12.34.56.78'],
  ['phone', '0171\u00a02345678'],
  ['phone', '٠١٧١٢٣٤٥٦٧٨'],
  ['phone', 'please call me at 4155552671'],
  ['iban', 'DE89 3704 0044 0532 0130 00'],
  ['iban', 'transfer to gb82west12345698765432 today'],
  ['card', '4111 1111 1111 1111'],
  ['card', '378282246310005'],
  ['ip', '192.168.178.20'],
  ['ip', '2001:db8::ff00:42:8329'],
  ['national_id', '12345678Z'],
  ['national_id', 'RSSMRA85T10A562S'],
  ['national_id', '529.982.247-25'],
  ['national_id', '131052-308T'],
  ['national_id', '11010519491231002X'],
  ['national_id', '85.07.30-033.28'],
  ['name', 'Mrs. Ana López'],
  ['free_text', 'I cannot wear the shoes because my left foot hurts'],
];

const HARMLESS_VALUES = [
  ...['', '0', 'DE', 'gold_plus', 'São Paulo', 'a.b', '12.50', '1.2.3', '2@1.50', '@handle', 'react@18.2.0'],
  ...['2026-01-05', '05.01.2026', '2026-01-05T10:20:30+01:00', '1767621600000', '2024-2025', '12:30:45'],
  ...['550e8400-e29b-41d4-a716-446655440000', 'deadbeef12345678', '00:1A:2B:3C:4D:5E', 'std::vector::size'],
  ...['SKU-0171-2345678', 'AB-1234-5678', '123-4567890-1234567', '0000123456', '978-3-16-148410-0', '4006381333931'],
  ...['1,234,567.89', '1.234.567', '40.4168, -3.7038', '120.0.6099.109', 'v1.2.3.4', '28013', '94107-1234'],
  ...["Men's waterproof hiking jacket with hood, navy blue, size XL, pack of 2", 'High value / at risk', '7) $1,000 +'],
];

describe('one value', () => {
  it.each(PERSONAL_VALUES)('is taken for %s: %s', (kind, value) => {
    expect(detectValue(value)).toMatchObject({ kind });
    expect(isSuspect(detectValue(value))).toBe(true);
  });

  it.each(HARMLESS_VALUES)('is not taken for anything: %s', (value) => {
    expect(isSuspect(detectValue(value))).toBe(false);
  });

  it('is never quoted by the reason', () => {
    for (const [, value] of PERSONAL_VALUES) expect(detectValue(value)?.reason).not.toContain(value);
  });
});

describe('the fast path', () => {
  const fragment = fc.constantFrom(
    ...PERSONAL_VALUES.map(([, value]) => value),
    ...HARMLESS_VALUES,
    ...[
      'ana',
      'Maria',
      ' ',
      '-',
      '.',
      ':',
      '::',
      '@',
      '+',
      '(',
      ')',
      '[at]',
      'tel ',
      '0',
      '49',
      '612345678',
      'ES',
      '\u00a0',
    ],
  );

  it('says what the plain one says, for whatever is put together', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join('')),
      fc.stringMatching(/^[0-9A-Za-z ().:+-]{0,30}$/),
      fc.stringMatching(/^[0-9 ()./+-]{6,20}$/),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(detectValue(value)).toEqual(detectPlain(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says what the plain one says on the made-up sets', () => {
    const makers = [...Object.values(PERSONAL).map(({ make }) => make), ...Object.values(HARMLESS)];
    for (const [index, make] of makers.entries()) {
      const dice = diceOf(`twin ${index}`);
      for (let i = 0; i < 50; i++) {
        const value = make(dice);
        expect(detectValue(value), value).toEqual(detectPlain(value));
      }
    }
  });
});

/** The short form of `npm run -s bench -- pii`. */
describe('of 1,000 made-up values', () => {
  const share = (name: string, make: (dice: Dice) => string): number => {
    const dice = diceOf(name);
    return (
      Array.from({ length: 1_000 }, () => make(dice)).filter((value) => isSuspect(detectValue(value))).length / 1_000
    );
  };

  it.each(Object.entries(PERSONAL))('%s are found', (name, { make, goal }) => {
    expect(share(name, make)).toBeGreaterThanOrEqual(goal - 0.01);
  });

  it.each(Object.entries(HARMLESS))('%s are left alone', (name, make) => {
    expect(share(name, make)).toBeLessThanOrEqual(0.01);
  });
});

describe('a text of 100,000 characters', () => {
  it.each<[string, string]>([
    ['digits', '1'],
    ['digits and spaces', '1 '],
    ['@', '@'],
    ['a@', 'a@'],
    ['labels', 'a.'],
    ['a@ and labels', 'a@a.'],
    ['colons', ':1'],
    ['brackets', '( '],
    ['words', 'my word is the '],
    ['letters', 'a'],
    ['tel', 'tel '],
    ['hyphens', '0-'],
    ['country', 'DE89 '],
    ['invisible', '\u200b'],
  ])('of %s is judged at once', (_, unit) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const start = process.cpuUsage();
    detectValue(text);
    // Of the processor: another job on the machine is no fault of a pattern. Backtracking would take minutes.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(200);
  });
});
