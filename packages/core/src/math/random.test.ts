import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inverseNormal } from './normal.ts';
import { keyedHex, normalStream, uniform } from './random.ts';
import { sipHash64, sipHash128, sipKey } from './siphash.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');

test('the numbers of a key and a name never change', () => {
  expect(uniform(KEY, 'winback', '2024-05-01', 'customer')).toBe(0.08129879221584668);
  expect(keyedHex(KEY, 'installation', 'winback', 'ü')).toBe('857fcfaab5ecd80bf6719c5d553081ba');
  const next = normalStream(KEY, 'winback/1');
  expect([next(), next(), next()]).toEqual([-1.2223099456427027, 0.10386803301132526, -0.07937000581453896]);
});

test('names of any alphabet and length are hashed as their UTF-8', () => {
  const bytesOf = (...parts: string[]) => new TextEncoder().encode(parts.join('\u001f'));
  const name = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('x'.repeat(1_000)), fc.constant('é🜚'));
  fc.assert(
    fc.property(name, name, (a, b) => {
      const [low, high] = sipHash64(KEY, bytesOf(a, b));
      expect(uniform(KEY, a, b)).toBe((high * 2 ** 21 + (low >>> 11)) / 2 ** 53);
      const words = Uint32Array.from(sipHash128(KEY, bytesOf(a, b)));
      expect(keyedHex(KEY, a, b)).toBe(new Uint8Array(words.buffer).toHex());
    }),
    { seed: 2 },
  );
});

test('uniform numbers lie in [0, 1) and the boundary between parts counts', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const u = uniform(KEY, a, b);
      expect(u).toBeGreaterThanOrEqual(0);
      expect(u).toBeLessThan(1);
    }),
    { seed: 1 },
  );
  expect(uniform(KEY, 'ab', 'c')).not.toBe(uniform(KEY, 'a', 'bc'));
});

test('uniform numbers fill twenty equal cells evenly', () => {
  const cells = new Array<number>(20).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const cell = Math.floor(uniform(KEY, `customer ${i}`) * 20);
    cells[cell] = cells[cell]! + 1;
  }
  const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(43.8); // 99.9 % point at 19 degrees of freedom
});

test('a normal stream has mean 0, variance 1 and kurtosis 3, and another name is another stream', () => {
  const next = normalStream(KEY, 'a');
  let [sum, squares, fourths] = [0, 0, 0];
  for (let i = 0; i < 50_000; i++) {
    const z = next();
    sum += z;
    squares += z * z;
    fourths += z ** 4;
  }
  expect(Math.abs(sum / 50_000)).toBeLessThan(0.015);
  expect(Math.abs(squares / 50_000 - 1)).toBeLessThan(0.02);
  expect(Math.abs(fourths / 50_000 - 3)).toBeLessThan(0.15);
  expect(normalStream(KEY, 'b')()).not.toBe(normalStream(KEY, 'a')());
});

// Oracle: mpmath 60 digits, root of log Φ(x) = log p.
test.each([
  [1e-300, -37.0470962993612],
  [1e-10, -6.361340902404056],
  [0.001, -3.090232306167813],
  [0.025, -1.9599639845400538],
  [0.5, 0],
  [0.6, 0.2533471031357998],
  [0.999999, 4.753424308817089],
])('the normal quantile at %d is %d', (p, quantile) => {
  expect(inverseNormal(p)).toBeCloseTo(quantile, 12);
});

test('the normal quantile is infinite at 0 and 1 and no number outside', () => {
  expect(inverseNormal(0)).toBe(-Infinity);
  expect(inverseNormal(1)).toBe(Infinity);
  expect(inverseNormal(-0.1)).toBeNaN();
  expect(inverseNormal(Number.NaN)).toBeNaN();
});
