import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortHmac } from './short-hmac.ts';

const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
const ascii = fc.string({ unit: 'binary-ascii', maxLength: 55 });

test('a short text has the hash that the library gives', () => {
  fc.assert(
    fc.property(key, fc.array(ascii, { maxLength: 5 }), (bytes, texts) => {
      const own = shortHmac(bytes);
      const library = (text: string) => createHmac('sha256', bytes).update(text).digest('hex').slice(0, 32);
      expect(texts.map(own)).toEqual(texts.map(library));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('every length up to 55 characters is hashed; longer ones, and other letters, are left to the library', () => {
  const bytes = new Uint8Array(32).fill(7);
  const own = shortHmac(bytes);
  for (let length = 0; length <= 55; length++) {
    const text = 'x'.repeat(length);
    expect(own(text)).toBe(createHmac('sha256', bytes).update(text).digest('hex').slice(0, 32));
  }
  expect([own('x'.repeat(56)), own('é'), own('\u0130')]).toEqual([null, null, null]);
});
