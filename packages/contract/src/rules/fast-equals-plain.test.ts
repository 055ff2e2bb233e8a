import type { ChosenIds } from '@fitly/core/data';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldOptions } from './compile-rule.ts';
import type { Expression } from './expression.ts';
import { readExpression } from './read/read-expression.ts';
import { audienceVocabulary, ruleVocabulary } from './read/vocabulary.ts';
import { columnVerdicts } from './run/columns.ts';
import { fold } from './run/fold.ts';
import { BLOCK, type StepKind } from './run/step.ts';
import { type Customer, expressionsOf, OPTIONS, plainTwin, TEST_AGENT, tableOf, withRules } from './testing.ts';

const COUNTRIES = ['DE', 'AT', 'CH', 'D', ''];
const PLANS = ['free', 'premium', 'DE'];

/** Expressions of every kind as text. Divisors are written out and not 0: how CEL divides by zero is not ours. */
const { flag } = fc.letrec<{ flag: string; number: string; text: string }>((tie) => {
  const binary = (operators: readonly string[], kind: 'flag' | 'number' | 'text') =>
    fc.tuple(tie(kind), fc.constantFrom(...operators), tie(kind)).map(([a, operator, b]) => `(${a} ${operator} ${b})`);
  const choose = (kind: 'flag' | 'number' | 'text') =>
    fc.tuple(tie('flag'), tie(kind), tie(kind)).map(([c, a, b]) => `(${c} ? ${a} : ${b})`);
  const list = (kind: 'number' | 'text') =>
    fc.tuple(tie(kind), fc.array(tie(kind), { maxLength: 3 })).map(([a, all]) => `(${a} in [${all.join(', ')}])`);
  const quoted = fc.constantFrom(...COUNTRIES, ...PLANS).map((word) => JSON.stringify(word));
  const dimension = fc.constantFrom('offer', 'channel');
  const option = dimension.chain((id) =>
    fc.constantFrom(...(OPTIONS[id] ?? [])).map((one) => `(action.${id} == "${one}")`),
  );
  const method = fc.constantFrom('startsWith', 'endsWith', 'contains');
  const pattern = fc.constantFrom('^D', 'e+$', '^(?:DE|AT)$', '[A-Z]{1,2}', 'r.m', '\\\\w', '^$');
  return {
    number: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'parts' },
      { weight: 3, arbitrary: fc.constantFrom('customer.age', 'customer.spend') },
      { weight: 2, arbitrary: fc.constantFrom('0', '1', '30', '2.5', '-4', '-0.5') },
      { weight: 1, arbitrary: binary(['+', '-', '*'], 'number') },
      {
        weight: 1,
        arbitrary: fc.tuple(tie('number'), fc.constantFrom('/ 3', '/ -0.5', '% 7')).map(([a, by]) => `(${a} ${by})`),
      },
      { weight: 1, arbitrary: tie('number').map((a) => `-(${a})`) },
      { weight: 1, arbitrary: choose('number') },
      { weight: 1, arbitrary: tie('text').map((a) => `size(${a})`) },
      { weight: 1, arbitrary: tie('text').map((a) => `(${a}).size()`) },
    ),
    text: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'parts' },
      { weight: 4, arbitrary: fc.constantFrom('customer.country', 'customer.plan', 'customer["country"]') },
      { weight: 2, arbitrary: quoted },
      { weight: 1, arbitrary: dimension.map((id) => `(action.${id} + "")`) },
      { weight: 1, arbitrary: binary(['+'], 'text') },
      { weight: 1, arbitrary: choose('text') },
    ),
    flag: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'parts' },
      { weight: 2, arbitrary: fc.constantFrom('customer.vip', 'customer.blocked', 'true', 'false') },
      { weight: 2, arbitrary: option },
      { weight: 2, arbitrary: fc.constantFrom('has(customer.age)', 'has(customer.country)', 'has(customer.vip)') },
      { weight: 3, arbitrary: binary(['==', '!=', '<', '<=', '>', '>='], 'number') },
      { weight: 2, arbitrary: binary(['==', '!=', '<', '>='], 'text') },
      { weight: 1, arbitrary: binary(['==', '!='], 'flag') },
      { weight: 4, arbitrary: binary(['&&', '||'], 'flag') },
      { weight: 1, arbitrary: tie('flag').map((a) => `!(${a})`) },
      { weight: 1, arbitrary: choose('flag') },
      { weight: 1, arbitrary: fc.oneof(list('number'), list('text')) },
      {
        weight: 1,
        arbitrary: fc.tuple(tie('text'), method, tie('text')).map(([a, name, b]) => `(${a}).${name}(${b})`),
      },
      { weight: 1, arbitrary: fc.tuple(tie('text'), pattern).map(([a, regex]) => `(${a}).matches("${regex}")`) },
    ),
  };
});

const customer: fc.Arbitrary<Customer> = fc.record(
  {
    age: fc.constantFrom(0, 1, 30, 30.5, -4),
    spend: fc.constantFrom(0, 2.5, 30, 1e6),
    country: fc.constantFrom(...COUNTRIES),
    plan: fc.constantFrom(...PLANS),
    vip: fc.boolean(),
    blocked: fc.boolean(),
  },
  { requiredKeys: [] },
);
const options: fc.Arbitrary<ChosenIds> = fc.record({
  offer: fc.constantFrom(...(OPTIONS['offer'] ?? []), null),
  channel: fc.constantFrom(...(OPTIONS['channel'] ?? []), null),
});
const vocabulary = ruleVocabulary(TEST_AGENT);

function read(source: string): Expression {
  const result = readExpression(source, vocabulary, 'flag');
  if (!result.ok) throw new Error(`${source}: ${JSON.stringify(result.issues)}`);
  return result.expression;
}

test('columns give what the CEL library gives customer by customer, for any rule, and the fast ways are taken', () => {
  const taken = new Map<StepKind | 'literal', number>();
  fc.assert(
    fc.property(flag, fc.array(customer, { maxLength: 12 }), options, (source, customers, chosen) => {
      // What is folded away keeps its names for the library: it is typed by the names of the whole text.
      const expression = read(source);
      const table = tableOf(customers);
      const kinds: StepKind[] = [];
      const fast = columnVerdicts(foldOptions(expression, chosen), table, kinds);
      for (const kind of new Set(kinds.length === 0 ? (['literal'] as const) : kinds)) {
        taken.set(kind, (taken.get(kind) ?? 0) + 1);
      }
      const plain = plainTwin(source, vocabulary, everyName);
      const expected = customers.map((one) => plain({ customer: one, action: chosen }));
      expect([...fast].map((verdict) => [false, true, null][verdict])).toEqual(expected);
    }),
    { seed: 5, numRuns: 4000 },
  );
  expect(taken.get('lookup')).toBeGreaterThan(500);
  expect(taken.get('column')).toBeGreaterThan(500);
  expect(taken.get('rows')).toBeGreaterThan(100);
  expect(taken.get('literal')).toBeGreaterThan(500);
});

/** Reads everything that the generated texts may name. */
const everyName = read(
  'has(customer.age) || has(customer.spend) || has(customer.country) || has(customer.plan) || has(customer.vip) || has(customer.blocked) || action.offer == action.channel',
);

test('a table that lacks a column is a table whose column is empty', () => {
  fc.assert(
    fc.property(flag, fc.array(customer, { minLength: 1, maxLength: 5 }), options, (source, customers, chosen) => {
      const { rules } = expressionsOf(withRules(`(${source}) && customer["favourite colour"] == "blue"`));
      const without = customers.map(({ age: _, plan: __, ...rest }) => rest);
      const empty = rules[0]!.evaluate(tableOf(without), chosen);
      expect(rules[0]!.evaluate(tableOf(customers, ['age', 'plan']), chosen)).toEqual(empty);
    }),
    { seed: 6, numRuns: 500 },
  );
});

test('a table of many blocks has the verdicts of its customers one by one', () => {
  const customers = Array.from(
    { length: 2 * BLOCK + 7 },
    (_, row): Customer => ({
      ...(row % 3 === 0 ? {} : { age: row % 97 }),
      ...(row % 5 === 0 ? {} : { country: COUNTRIES[row % 4]! }),
      vip: row % 2 === 0,
    }),
  );
  const [rule] = expressionsOf(withRules('customer.age * 2 > 50 && (customer.country == "DE" || !customer.vip)')).rules;
  const plain = customers.flatMap((one) => [...rule!.evaluate(tableOf([one]), {})]);
  expect([...rule!.evaluate(tableOf(customers), {})]).toEqual(plain);
});

describe('partial evaluation', () => {
  const left = (source: string, chosen: ChosenIds): Expression => foldOptions(read(source), chosen);

  test.each([
    ['action.offer == "gift" && customer.vip', { offer: 'none' }, false],
    ['customer.age > 3 || action.offer in ["gift", "none"]', { offer: 'gift' }, true],
    ['action.offer == "gift" ? customer.vip : action.channel == "push"', { offer: 'none', channel: 'push' }, true],
  ])('%s costs nothing with %j', (source, chosen, value) => {
    expect(left(source, chosen)).toMatchObject({ kind: 'literal', value });
  });

  test('leaves what depends on the customer', () => {
    expect(left('action.offer == "gift" && customer.vip', { offer: 'gift' })).toEqual(read('customer.vip'));
  });

  test('folding twice changes nothing', () => {
    fc.assert(
      fc.property(flag, options, (source, chosen) => {
        const once = foldOptions(read(source), chosen);
        expect(fold(once)).toEqual(once);
      }),
      { seed: 8, numRuns: 500 },
    );
  });
});

test('realistic rules have no part that is computed row by row', () => {
  const kinds: StepKind[] = [];
  const table = tableOf([{ age: 3 }]);
  for (const source of [
    'customer.country == "DE" && customer.age > 30',
    'customer.country in ["DE", "AT"] || customer.plan.startsWith("pre") || !has(customer.spend)',
    'customer.vip == false && customer.spend / 12 < 10 && customer.age in [1, 2]',
    'customer.vip ? customer.age >= 18 : size(customer.plan) * 2 > customer.age',
  ]) {
    columnVerdicts(read(source), table, kinds);
  }
  expect(kinds).not.toContain('rows');
});

test('an audience rule is read with the names of the customer only', () => {
  expect(readExpression('customer.vip', audienceVocabulary(TEST_AGENT), 'flag').ok).toBe(true);
  expect(readExpression('action.offer == "gift"', audienceVocabulary(TEST_AGENT), 'flag').ok).toBe(false);
});
