import { expect, test } from 'vitest';
import { sipHash64, sipHash128, sipKey } from './siphash.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
const hex = (words: readonly number[]): string =>
  words.flatMap((word) => [0, 8, 16, 24].map((s) => ((word >>> s) & 255).toString(16).padStart(2, '0'))).join('');

// The designers' test key and messages 00, 00 01, …; all 64 lengths were compared with OpenSSL 3.0.19 (`openssl mac SIPHASH`).
test.each([
  [0, '310e0edd47db6f72', 'a3817f04ba25a8e66df67214c7550293'],
  [1, 'fd67dc93c539f874', 'da87c1d86b99af44347659119b22fc45'],
  [7, '37d1018bf50002ab', 'a1f1ebbed8dbc153c0b84aa61ff08239'],
  [8, '6224939a79f5f593', '3b62a9ba6258f5610f83e264f31497b4'],
  [15, 'e545be4961ca29a1', '5493e99933b0a8117e08ec0f97cfc3d9'],
  [16, 'db9bc2577fcc2a3f', '6ee2a4ca67b054bbfd3315bf85230577'],
  [31, '42c341d8fa92d832', '2939b0183223fafc1723de4f52c43d35'],
  [63, '724506eb4c328a95', '5150d1772f50834a503e069a973fbd7c'],
])('%i bytes hash to the official SipHash-2-4 vectors', (length, narrow, wide) => {
  expect(hex(sipHash64(KEY, counting(length)))).toBe(narrow);
  expect(hex(sipHash128(KEY, counting(length)))).toBe(wide);
});

test('a key is exactly 32 hex characters, and the error does not show it', () => {
  expect(sipKey('000102030405060708090A0B0C0D0E0F')).toEqual(KEY);
  for (const wrong of ['', '00', 'secret', `${'0'.repeat(31)}g`, '0'.repeat(33)]) {
    expect(() => sipKey(wrong)).toThrow(RangeError);
  }
  expect(() => sipKey('my-secret')).not.toThrow('my-secret');
});
