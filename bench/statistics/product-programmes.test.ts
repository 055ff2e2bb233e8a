/** The short form of `npm run campaign:statistics -- --product 20`. */
import { expect, test } from 'vitest';
import { playWithoutEffect } from './product-programmes.ts';

test('a programme without any effect is read daily through the whole product, and never called different', async () => {
  const played = await playWithoutEffect(1, 500, 4);
  expect(played).toMatchObject({ firstCalled: null, failed: [] });
  expect(played.looks).toBeGreaterThan(0);
});
