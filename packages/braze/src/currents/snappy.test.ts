import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inflateSnappy } from './snappy.ts';

// Made with python-snappy-compatible tags by hand after format_description.txt: literal "abcd", then copies of each kind.
test('literals and copies of each kind, overlapping ones too', () => {
  const literal = [3 << 2, 0x61, 0x62, 0x63, 0x64];
  const oneByte = [((8 - 4) << 2) | 1, 4];
  const twoBytes = [((6 - 1) << 2) | 2, 1, 0];
  const fourBytes = [((4 - 1) << 2) | 3, 18, 0, 0, 0];
  const bytes = Buffer.from([22, ...literal, ...oneByte, ...twoBytes, ...fourBytes]);
  expect(inflateSnappy(bytes, 100).toString()).toBe('abcdabcdabcdddddddabcd');
});

test('long literals name their length in up to four bytes', () => {
  const text = Buffer.alloc(70_000, 'x');
  const length = Buffer.from([0xf0, 0xa2, 0x04]);
  const tag = Buffer.from([62 << 2, 0x6f, 0x11, 0x01]);
  expect(inflateSnappy(Buffer.concat([length, tag, text]), 100_000).equals(text)).toBe(true);
});

test('whatever the bytes, it ends: with a whole text or with a RangeError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(inflateSnappy(Buffer.from(bytes), 10_000).length).toBeLessThanOrEqual(10_000);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { seed: 1, numRuns: 5_000 },
  );
});
