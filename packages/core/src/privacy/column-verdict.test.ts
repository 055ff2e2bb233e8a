import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColumnFindings,
  columnCounter,
  columnVerdict,
  detectValue,
  emptyFindings,
  lowerBound,
  mergeFindings,
} from './index.ts';

function findingsOf(values: readonly string[]): ColumnFindings {
  const counter = columnCounter();
  for (const value of values) counter.add(value, detectValue(value));
  return counter.get();
}
const verdictOf = (values: readonly string[]) => columnVerdict(findingsOf(values));
const many = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('a column', () => {
  it('without values is clean', () => {
    expect(columnVerdict(emptyFindings)).toEqual({ verdict: 'clean' });
  });

  it('of codes with two addresses among them loses the two', () => {
    const values = [...many(200, (i) => `code_${i}`), 'ana@shop.example', 'leo@shop.example'];
    expect(verdictOf(values)).toEqual({ verdict: 'values', kinds: ['email'] });
  });

  it('of which half are addresses is not kept: what was not recognised is personal too', () => {
    const values = [...many(50, (i) => `user${i}@shop.example`), ...many(50, (i) => `user${i} at shop`)];
    expect(verdictOf(values)).toEqual({
      verdict: 'column',
      kind: 'email',
      reason: '50 of 100 values look like e-mail addresses',
    });
  });

  it('of two values is too small to be given up', () => {
    expect(verdictOf(['ana@shop.example', 'x', 'y', 'z'])).toMatchObject({ verdict: 'values' });
  });

  it('of bare digits that all are telephone numbers is one of telephone numbers', () => {
    expect(verdictOf(many(100, (i) => `6${String(10_000_000 + i * 887_651).slice(0, 8)}`))).toMatchObject({
      kind: 'phone',
    });
  });

  it('of numbers given out one after the other is not, whatever they look like', () => {
    expect(verdictOf(many(500, (i) => String(612_345_000 + i)))).toEqual({ verdict: 'clean' });
  });

  it('of given and family names is one of names, of brands it is not', () => {
    const given = [
      'Ana',
      'Peter',
      'Maria',
      'Klaus',
      'John',
      'Sophie',
      'Pedro',
      'Olga',
      'Wei',
      'Omar',
      'Linda',
      'Jorge',
      'Zoë',
      'Finn',
    ];
    const family = ['Blanco', 'Weber', 'Stone', 'Rossi'];
    expect(verdictOf(many(56, (i) => `${given[i % 14]} ${family[i % 4]}`))).toMatchObject({
      verdict: 'column',
      kind: 'name',
    });
    const brands = [
      'Levi',
      'Bosch',
      'Philips',
      'Hugo Boss',
      'Nike',
      'Sony',
      'Lego',
      'Zara',
      'Ikea',
      'Fila',
      'Puma',
      'Asics',
    ];
    expect(verdictOf(many(60, (i) => brands[i % 12]!))).toEqual({ verdict: 'clean' });
  });

  it('says the same of parts that are merged as of the whole', () => {
    const value = fc.constantFrom('ana@x.example', 'code_1', '612345678', '4155552671', 'Ana', 'v1');
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.array(value, { maxLength: 40 }), (a, b) => {
        expect(mergeFindings(findingsOf(a), findingsOf(b))).toEqual(findingsOf([...a, ...b]));
      }),
    );
  });
});

describe('the lower bound of a share', () => {
  it.each([
    [0, 0, 0],
    [0, 10, 0],
    // R: binom::binom.confint(8, 10, methods = "wilson")
    [8, 10, 0.4901625],
    [50, 100, 0.4038315],
  ])('for %d of %d is %d', (hits, values, expected) => {
    expect(lowerBound(hits, values)).toBeCloseTo(expected, 4);
  });
});
