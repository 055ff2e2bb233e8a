import { type ChosenIds, VERDICT } from '@fitly/core/data';
import { describe, expect, test } from 'vitest';
import { type Customer, expressionsOf, tableOf, withAudience, withRules } from './testing.ts';

const ANNA: Customer = {
  age: 34,
  spend: 120.5,
  country: 'DE',
  plan: 'premium',
  vip: true,
  blocked: false,
  'favourite colour': 'blue',
};
const WORDS = ['no', 'yes', 'unknown'] as const;

function verdict(denyWhen: string, customer: Customer, options: ChosenIds, absent: readonly string[] = []): string {
  const [rule] = expressionsOf(withRules(denyWhen)).rules;
  return WORDS[rule!.evaluate(tableOf([customer], absent), options)[0]!]!;
}
const onAnna = (denyWhen: string): string => verdict(denyWhen, ANNA, { offer: 'gift', channel: 'email' });
/** Nothing is known of this customer. */
const onNobody = (denyWhen: string): string => verdict(denyWhen, {}, { offer: 'gift', channel: 'email' });

describe('a rule says yes or no about a customer and the chosen options', () => {
  test.each([
    ['customer.age > 30', 'yes'],
    ['customer.age > 34', 'no'],
    ['customer.age >= 34.0', 'yes'],
    ['30 < customer.age', 'yes'],
    ['customer.age == 34', 'yes'],
    ['customer.age != 34', 'no'],
    ['customer.spend / 2 + 1 == 61.25', 'yes'],
    ['customer.age / 4 == 8.5', 'yes'],
    ['customer.age % 5 == 4', 'yes'],
    ['-customer.age < -33', 'yes'],
    ['customer.spend > customer.age * 3', 'yes'],
    ['customer.age in [33, 34]', 'yes'],
    ['customer.age in [-34]', 'no'],
    ['customer.age in [customer.spend, 34]', 'yes'],
    ['customer.country == "DE"', 'yes'],
    ["customer.country != 'AT'", 'yes'],
    ['customer.country in ["AT", "CH"]', 'no'],
    ['customer.country < "DK"', 'yes'],
    ['customer.country == customer.plan', 'no'],
    ['customer.country + "/" + customer.plan == "DE/premium"', 'yes'],
    ['customer["favourite colour"] == "blue"', 'yes'],
    ['customer.plan.startsWith("pre")', 'yes'],
    ['customer.plan.endsWith("pre")', 'no'],
    ['customer.plan.contains("mi")', 'yes'],
    ['customer.plan.matches("^p.*m$")', 'yes'],
    ['size(customer.plan) == 7 && customer.plan.size() > 6', 'yes'],
    ['customer.vip', 'yes'],
    ['!customer.vip', 'no'],
    ['customer.vip == true', 'yes'],
    ['customer.vip != true', 'no'],
    ['customer.vip == customer.blocked', 'no'],
    ['customer.blocked ? customer.age > 100 : customer.age > 30', 'yes'],
    ['(customer.vip ? customer.age : 0) == 34', 'yes'],
    ['(customer.vip ? "a" : "b") == "a"', 'yes'],
    ['has(customer.age)', 'yes'],
    ['action.offer == "gift"', 'yes'],
    ['action.offer != "gift"', 'no'],
    ['action["offer"] in ["none", "half_price"]', 'no'],
    ['action.offer == "gift" && customer.country == "DE"', 'yes'],
    ['action.offer == "none" && customer.country == "DE"', 'no'],
    ['action.offer == "gift" && action.channel == "push"', 'no'],
    ['action.offer.startsWith(customer.country)', 'no'],
  ])('%s: %s', (denyWhen, expected) => {
    expect(onAnna(denyWhen)).toBe(expected);
  });
});

describe('what is missing makes a rule unknown, unless the rest decides', () => {
  test.each([
    ['customer.age > 30', 'unknown'],
    ['customer.age != 30', 'unknown'],
    ['customer.country == "DE"', 'unknown'],
    ['customer.country != "DE"', 'unknown'],
    ['customer.vip', 'unknown'],
    ['!customer.vip', 'unknown'],
    ['customer.country in ["DE"]', 'unknown'],
    ['"DE" in ["DE", customer.country]', 'unknown'],
    ['customer.plan.matches(".*")', 'unknown'],
    ['has(customer.age)', 'no'],
    ['!has(customer.country)', 'yes'],
    ['customer.age > 30 && action.offer == "none"', 'no'],
    ['action.offer == "none" && customer.age > 30', 'no'],
    ['customer.age > 30 || action.offer == "gift"', 'yes'],
    ['action.offer == "gift" || customer.age > 30', 'yes'],
    ['customer.age > 30 && action.offer == "gift"', 'unknown'],
    ['customer.age > 30 || action.offer == "none"', 'unknown'],
    ['customer.vip && customer.age > 3', 'unknown'],
    ['has(customer.age) && customer.age > 30', 'no'],
    ['!has(customer.age) || customer.age > 30', 'yes'],
    ['customer.vip ? true : action.offer == "gift"', 'unknown'],
    ['action.offer == "gift" ? customer.age > 3 : true', 'unknown'],
  ])('%s: %s', (denyWhen, expected) => {
    expect(onNobody(denyWhen)).toBe(expected);
    const all = ['age', 'spend', 'country', 'plan', 'vip', 'blocked', 'favourite colour'];
    expect(verdict(denyWhen, {}, { offer: 'gift', channel: 'email' }, all)).toBe(expected);
  });

  test.each([
    ['customer.spend / customer.age > 0'],
    ['customer.spend / customer.age == 0'],
    ['customer.age / 0 > 1'],
    ['customer.spend % customer.age == 0'],
    ['customer.spend * 1e308 * 1e308 > 0'],
  ])('%s is unknown where the number cannot be computed', (denyWhen) => {
    expect(verdict(denyWhen, { age: 0, spend: 5 }, {})).toBe('unknown');
  });
});

describe('choices', () => {
  test('a choice that means nothing, because nothing is sent, is no option', () => {
    const nothing = { offer: null, channel: null };
    expect(verdict('action.offer == "gift"', ANNA, nothing)).toBe('no');
    expect(verdict('action.offer != "gift"', ANNA, nothing)).toBe('yes');
    expect(verdict('action.offer == "" && action.channel == ""', ANNA, nothing)).toBe('yes');
  });

  test('a rule lists the dimensions and attributes that it reads and needs no other choice', () => {
    const [rule, other] = expressionsOf(
      withRules(
        'customer.age > 3 && (action.channel == "push" || has(customer.country) && customer.age < 9)',
        'action.channel == "push" && action.offer == "gift" && customer.vip',
      ),
    ).rules;
    expect(rule).toMatchObject({ id: 'r0', reason: 'r0', dimensions: ['channel'], attributes: ['age', 'country'] });
    expect(other?.dimensions).toEqual(['offer', 'channel']);
    expect(rule?.evaluate(tableOf([{ age: 5 }]), { channel: 'push' })[0]).toBe(VERDICT.yes);
  });

  test('a choice that is not given is a broken promise, not "nothing is sent"', () => {
    expect(() => verdict('action.offer == "gift"', ANNA, { channel: 'email' })).toThrow(
      /no choice is given for dimension "offer"/,
    );
    expect(() => verdict('action.offer == "gift"', ANNA, Object.create({ offer: 'gift' }))).toThrow(/"offer"/);
  });
});

test('an audience rule gives one verdict per customer', () => {
  const { audience } = expressionsOf(withAudience('customer.country == "DE" && customer.age >= 18'));
  const table = tableOf([{ country: 'DE', age: 18 }, { country: 'DE' }, { country: 'AT' }, {}]);
  expect(audience?.attributes).toEqual(['country', 'age']);
  expect([...audience!.evaluate(table)]).toEqual([VERDICT.yes, VERDICT.unknown, VERDICT.no, VERDICT.unknown]);
});

test('a table without customers has no verdicts', () => {
  expect(expressionsOf(withRules('customer.vip')).rules[0]?.evaluate(tableOf([]), {})).toEqual(new Uint8Array(0));
});

test('a column of another kind than the agent says is a broken promise', () => {
  const table = { ...tableOf([ANNA]), columns: tableOf([ANNA]).columns.map(() => ['x']) };
  expect(() => expressionsOf(withRules('customer.age > 3')).rules[0]?.evaluate(table, {})).toThrow(
    /holds categories, expected numbers/,
  );
});
