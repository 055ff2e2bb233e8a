import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileValue } from './compile-value.ts';
import { parseForLibrary } from './read/library-check.ts';
import { readExpression } from './read/read-expression.ts';
import { valueVocabulary } from './read/vocabulary.ts';
import { eventOf, expressionsOf, issuesOf, TEST_AGENT, withValue } from './testing.ts';

const DECISION = { offer: { id: 'gift', cost: 2 }, channel: { id: 'email', cost: 0.5 } };
const EVENT = eventOf(100, { months: 3, contract: 'm24', renewed: true });
const worthOf = (value: string, event = EVENT, options: typeof DECISION | object = DECISION): number =>
  expressionsOf(withValue(value)).value.evaluate(event, options as typeof DECISION);

describe('what one event is worth', () => {
  test.each([
    ['1', 1],
    ['2.5', 2.5],
    ['-1', -1],
    ['1 + 1', 2],
    ['1e+3', 1000],
    ['amount', 100],
    ['amount * 0.2 - 5', 15],
    ['amount - cost(option)', 97.5],
    ['amount - cost(option.offer)', 98],
    ['cost(option["channel"])', 0.5],
    ['months * 10', 30],
    ['contract == "m24" ? 24 : 12', 24],
    ['contract.startsWith("m") && renewed ? amount : 0', 100],
    ['option.offer == "gift" ? 1 : 2', 1],
    ['option.offer in ["none", "half_price"] ? 1 : 2', 2],
    ['amount % 30', 10],
  ])('%s is %d', (value, expected) => {
    expect(worthOf(value)).toBe(expected);
  });

  test('an event without a decision has cost 0 and no option', () => {
    expect(worthOf('cost(option)', EVENT, {})).toBe(0);
    expect(worthOf('amount - cost(option.offer)', EVENT, {})).toBe(100);
    expect(worthOf('option.offer == "" ? 1 : 2', EVENT, {})).toBe(1);
    expect(worthOf('option.offer == "gift" ? 1 : 2', EVENT, Object.create(DECISION))).toBe(2);
  });

  test.each([
    ['amount', eventOf(Number.NaN)],
    ['amount', eventOf(Number.POSITIVE_INFINITY)],
    ['amount + 1', eventOf(Number.NaN)],
    ['months', eventOf(1)],
    ['months', eventOf(1, { months: null })],
    ['months', eventOf(1, { months: Number.NaN })],
    ['months', eventOf(1, { months: 'three' })],
    ['contract == "m24" ? 24 : 12', eventOf(1)],
    ['renewed ? 1 : 2', eventOf(1, { renewed: 1 })],
    ['amount / months', eventOf(1, { months: 0 })],
    ['amount * 1e308', eventOf(1e10)],
  ])('%s is NaN where something that it needs is missing', (value, event) => {
    expect(worthOf(value, event)).toBeNaN();
  });

  test('what is not needed may be missing', () => {
    expect(worthOf('renewed ? amount : months', eventOf(7, { renewed: true }))).toBe(7);
    expect(worthOf('renewed || amount > 5 ? 1 : 0', eventOf(7))).toBe(1);
  });

  test('a value says whether it reads the chosen options', () => {
    const reads = (value: string): boolean => expressionsOf(withValue(value)).value.readsOptions;
    expect(['1', 'amount', 'months * 2'].map(reads)).toEqual([false, false, false]);
    expect(['cost(option)', 'amount - cost(option.offer)', 'option.offer == "gift" ? 1 : 2'].map(reads)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('costs are added in the order of the dimensions, however the decision lists them', () => {
    const tenths = { offer: { id: 'gift', cost: 0.1 }, channel: { id: 'push', cost: 0.2 } };
    expect(worthOf('cost(option) + 0.3', EVENT, { channel: tenths.channel, offer: tenths.offer })).toBe(
      0.1 + 0.2 + 0.3,
    );
    expect(worthOf('cost(option)', EVENT, tenths)).toBe(0.1 + 0.2);
  });
});

describe('a wrong value', () => {
  test.each([
    ['amont', '0 success.value: The value does not know the name `amont`; did you mean `amount`?'],
    ['month * 2', '0 success.value: The value does not know the name `month`; did you mean `months`?'],
    ['contract', '0 success.value: The value must be a number, and `contract` is text'],
    ['amount > 3', '0 success.value: The value must be a number, and `amount > 3` is true or false'],
    [
      'customer.age',
      '0 success.value: The value does not know `customer`; valid: `option`, `months`, `contract`, `renewed`, `amount`',
    ],
    [
      'option.ofer == "gift" ? 1 : 2',
      '7 success.value: `option.ofer` is not a dimension of the agent; did you mean `option.offer`?',
    ],
    ['option.offer == "gif" ? 1 : 2', '16 success.value: Dimension "offer" has no option "gif"; did you mean `gift`?'],
    ['option', '0 success.value: `option` alone has no value: name a dimension, such as `option.offer`'],
    [
      'cost()',
      '0 success.value: `cost` takes `option` (everything chosen) or one choice, such as `cost(option.offer)`',
    ],
    [
      'cost("gift")',
      '5 success.value: `cost` takes `option` (everything chosen) or one choice, such as `cost(option.offer)`, not `"gift"`',
    ],
    [
      'cost(option.ofer)',
      '12 success.value: `option.ofer` is not a dimension of the agent; did you mean `option.offer`?',
    ],
    ['costs(option)', '0 success.value: There is no function `costs`; did you mean `cost`?'],
    [
      'has(months) ? 1 : 2',
      '0 success.value: There is no function `has`; valid: `startsWith`, `endsWith`, `contains`, `matches`, `size`, `cost`',
    ],
  ])('%s', (value, expected) => {
    expect(issuesOf(withValue(value))[0]).toBe(expected);
  });

  test.each(['amount', 'option', 'cost', 'string', 'if', 'in', 'true', 'cel', 'two words', '1st', '', '__proto__'])(
    'the field name %j is refused',
    (name) => {
      const issues = issuesOf(withValue('1', [{ name, type: 'number' }]));
      expect(issues).toEqual([
        expect.stringContaining(`0 success.fields.${name}: ${JSON.stringify(name)} cannot be the name of a field`),
      ]);
    },
  );
});

test('a value is what the CEL library computes', () => {
  const { number } = fc.letrec<{ number: string; flag: string }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('amount', 'months', '1', '2.5', '-3'),
      fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(tie('flag'), tie('number'), tie('number')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
      tie('number').map((a) => `(${a} / 4)`),
    ),
    flag: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('renewed', 'contract == "m24"', 'option.offer == "gift"'),
      fc.tuple(tie('flag'), fc.constantFrom('&&', '||'), tie('flag')).map((parts) => `(${parts.join(' ')})`),
      fc.tuple(tie('number'), fc.constantFrom('<', '>='), tie('number')).map((parts) => `(${parts.join(' ')})`),
    ),
  }));
  const fields = fc.record(
    { months: fc.integer({ min: -5, max: 50 }), contract: fc.constantFrom('m24', 'm12'), renewed: fc.boolean() },
    { requiredKeys: [] },
  );
  const vocabulary = valueVocabulary(TEST_AGENT);
  fc.assert(
    fc.property(
      number,
      fields,
      fc.constantFrom(10, 0, Number.NaN),
      fc.constantFrom('gift', 'none'),
      (source, known, amount, offer) => {
        const read = readExpression(source, vocabulary, 'number');
        if (!read.ok) throw new Error(JSON.stringify(read.issues));
        const value = compileValue(read.expression).evaluate(eventOf(amount, known), { offer: { id: offer, cost: 1 } });
        const all = readExpression(
          'renewed && contract == "" && option.offer == "" ? amount : months',
          vocabulary,
          'number',
        );
        if (!all.ok) throw new Error(JSON.stringify(all.issues));
        const evaluate = parseForLibrary(source, vocabulary, all.expression);
        let plain: unknown = Number.NaN;
        try {
          plain = evaluate({ ...known, ...(Number.isNaN(amount) ? {} : { amount }), option: { offer } });
        } catch {
          // Missing fields raise errors in CEL.
        }
        expect(value).toBe(plain);
      },
    ),
    { seed: 9, numRuns: 1000 },
  );
});
