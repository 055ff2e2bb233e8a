import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileExpressions } from './compile-expressions.ts';
import { expressionsOf, issuesOf, TEST_AGENT, withAudience, withRules, withValue } from './testing.ts';

/** Issues of one rule without the path that they share. */
const ofRule = (denyWhen: string): string[] =>
  issuesOf(withRules(denyWhen)).map((issue) => issue.replace(' constraints.rules.0.denyWhen:', ''));

describe('a wrong rule says what was given, what was expected and the nearest name', () => {
  test.each([
    [
      'customer.contry == "DE"',
      '9 `customer.contry` is not in the `context` of the agent; did you mean `customer.country`?',
    ],
    [
      'customer["favorite colour"] == "x"',
      '0 `customer["favorite colour"]` is not in the `context` of the agent; did you mean `customer["favourite colour"]`?',
    ],
    ['custmer.age > 3', '0 A rule does not know `custmer`; did you mean `customer`?'],
    ['country == "DE"', '0 A rule does not know the name `country`; did you mean `customer.country`?'],
    ['customer == "DE"', '0 `customer` alone has no value: name an attribute, such as `customer.age`'],
    ['customer.age.years > 3', '13 `customer.age` is a single value: there is nothing after the dot'],
    ['customer.country[0] == "D"', '0 Only `customer["name"]` can be written with `[…]`, the name in quotes'],
    ['action.offer == "half_prise"', '16 Dimension "offer" has no option "half_prise"; did you mean `half_price`?'],
    ['"gft" != action.offer', '0 Dimension "offer" has no option "gft"; did you mean `gift`?'],
    ['action.channel in ["push", "sms"]', '27 Dimension "channel" has no option "sms"; valid: `email`, `push`'],
    ['action.ofer == "gift"', '7 `action.ofer` is not a dimension of the agent; did you mean `action.offer`?'],
    [
      'customer.country == 5',
      '20 `5` is a number and `customer.country` is text: they cannot be compared; put it in quotes: `"5"`',
    ],
    [
      'customer.age == "5"',
      '16 `"5"` is text and `customer.age` is a number: they cannot be compared; leave out the quotes',
    ],
    [
      'customer.vip == "true"',
      '16 `"true"` is text and `customer.vip` is true or false: they cannot be compared; write `customer.vip` or `!customer.vip` alone',
    ],
    [
      'customer.age in [3, "4"]',
      '20 `"4"` is text and `customer.age` is a number: they cannot be compared; leave out the quotes',
    ],
    ['customer.vip > false', '0 `>` compares numbers or texts, and `customer.vip` is true or false'],
    [
      'customer.age',
      '0 A rule must be true or false, and `customer.age` is a number; compare it, for example `customer.age > 0`',
    ],
    [
      'customer.vip && customer.plan',
      '16 Each side of `&&` must be true or false, and `customer.plan` is text; compare it, for example `customer.plan == "…"`',
    ],
    [
      '!customer.age',
      '1 What stands after `!` must be true or false, and `customer.age` is a number; compare it, for example `customer.age > 0`',
    ],
    [
      'customer.age ? true : false',
      '0 What stands before `?` must be true or false, and `customer.age` is a number; compare it, for example `customer.age > 0`',
    ],
    ['(customer.vip ? 1 : "a") == 1', '20 Both sides of `:` must be of one kind: `1` is a number, `"a"` is text'],
    ['customer.age + "a" > 3', '15 `+` computes with numbers, and `"a"` is text'],
    ['-customer.plan == "a"', '1 What stands after `-` must be a number, and `customer.plan` is text'],
    ['customer.country in customer.plan', '20 `in` needs a list, such as `["DE", "AT"]`'],
    ['["DE"] == "DE"', '0 A list can only stand after `in`'],
    ['customer.age == null', '16 There is no `null`; `!has(customer.name)` is true when an attribute is missing'],
    ['customer.age > 5u', '15 `5u` is not a number, a text in quotes, `true` or `false`'],
    ['customer.age > 99999999999999999999', '15 `99999999999999999999` is too large'],
    ['{"a": 1} == 1', '0 `{"a": 1}` cannot be used here'],
    ['has(customer.agee)', '13 `customer.agee` is not in the `context` of the agent; did you mean `customer.age`?'],
    ['has(action.offer)', '4 `action.offer` is always known; `has` is for attributes of the customer'],
    ['has(customer)', '0 `has` takes one attribute, such as `has(customer.country)`'],
    ['customer.plan.startswith("p")', '14 There is no function `startswith`; did you mean `startsWith`?'],
    [
      'startsWith(customer.plan, "p")',
      '0 `startsWith` stands after what it looks at: `customer.country.startsWith("…")`',
    ],
    ['customer.plan.startsWith("p", "r")', '0 `startsWith` takes one text in quotes: `.startsWith("…")`'],
    ['customer.age.contains("3")', '0 What stands before `.contains` must be text, and `customer.age` is a number'],
    ['size(customer.age) > 3', '5 What `size` counts the characters of must be text, and `customer.age` is a number'],
    [
      'lower(customer.plan) == "a"',
      '0 There is no function `lower`; valid: `startsWith`, `endsWith`, `contains`, `matches`, `size`, `has`',
    ],
    [
      'cost(option) > 3',
      '0 There is no function `cost`; valid: `startsWith`, `endsWith`, `contains`, `matches`, `size`, `has`',
    ],
    [
      '["DE"].exists(c, c == customer.country)',
      '0 `exists` cannot be used: attributes are single values; to compare one value with several, write `customer.country in ["DE", "AT"]`',
    ],
    [
      'cel.bind(x, 1, x > 0)',
      '0 `bind` cannot be used: attributes are single values; to compare one value with several, write `customer.country in ["DE", "AT"]`',
    ],
    [
      'customer.plan.matches(customer.country)',
      '22 The pattern of `matches` must be written out in quotes, and `customer.country` is not',
    ],
    [
      'customer.plan.matches("a(?=b)")',
      '25 The pattern cannot be used: Only plain groups `(…)` and `(?:…)` can be used: no look-around, no flags',
    ],
  ])('%s', (denyWhen, expected) => {
    expect(ofRule(denyWhen)).toEqual([expected]);
  });
});

describe('a text that is no expression says what to write', () => {
  test.each([
    ['customer.country = "DE"', '17 Unexpected `=`: write `==` to compare'],
    ['customer.vip and customer.blocked', '13 Unexpected `and`: write `&&` for "and"'],
    ['customer.vip & customer.blocked', '13 Unexpected `&`: write `&&` for "and"'],
    ['customer.vip OR customer.blocked', '13 Unexpected `OR`: write `||` for "or"'],
    ['not customer.vip', '4 Unexpected `customer`: write `!` for "not"'],
    ['customer.country is "DE"', '17 Unexpected `is`: write `==` to compare'],
    ['customer.country == “DE”', '20 Unexpected `“`: use straight quotes, `"`'],
    ['customer.age ≥ 3', '13 Unexpected `≥`: write `>=`'],
    ['customer.age >', '14 The expression ends too early: something is missing at its end'],
    ['(customer.vip', '13 The expression ends too early; expected `)`'],
    ['customer.', '9 The expression ends too early; expected a name'],
    ['customer.vip)', '12 Unexpected `)`; expected an operator such as `==` or `&&`, or a name or value after one'],
    ['customer.vip ? true', '19 The expression ends too early; expected `:`, as in `condition ? one : other`'],
    ['customer.country == "DE', '20 The text that begins here has no closing `"`'],
    [
      'customer.country == "D\nE"',
      '22 A text in quotes ends on the line on which it begins; the closing quote is missing',
    ],
    ['if(customer.vip)', '0 `if` is a reserved word of the language and cannot be a name'],
    [
      '[1].exists(1, true)',
      '11 `all`, `exists`, `exists_one`, `map`, `filter` cannot be used: attributes are single values',
    ],
  ])('%s', (denyWhen, expected) => {
    expect(ofRule(denyWhen)).toEqual([expected]);
  });
});

test('all wrong names and types of an expression are reported at once, each at its place', () => {
  expect(
    ofRule('customer.contry == "DE" && action.offer == "gft" || customer.age == "x"').map(
      (issue) => issue.split(' ')[0],
    ),
  ).toEqual(['9', '43', '68']);
});

test('the issues of all expressions are reported at once', () => {
  const agent = {
    ...withRules('customer.x', 'customer.vip', 'action.y'),
    audience: withAudience('action.offer == "gift"').audience,
  };
  const paths = issuesOf({ ...agent, success: withValue('customer.age').success }).map((issue) => issue.split(':')[0]);
  expect(paths).toEqual([
    '0 audience.rule',
    '9 constraints.rules.0.denyWhen',
    '7 constraints.rules.2.denyWhen',
    '0 success.value',
  ]);
});

describe('no name reaches into the objects of JavaScript', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'])(
    '%s',
    (name) => {
      for (const text of [
        `customer.${name} == "x"`,
        `customer["${name}"] == "x"`,
        `action.${name} == "x"`,
        `has(customer.${name})`,
        name,
      ]) {
        expect(issuesOf(withRules(text))).toHaveLength(1);
        expect(issuesOf(withRules(text))[0]).toMatch(
          /is not in the|is not a dimension|does not know|is a reserved word/,
        );
      }
      expect(issuesOf(withRules(`${name}(customer.age)`))[0]).toMatch(/There is no function|is a reserved word/);
      expect(issuesOf(withRules(`customer.plan.${name}("x")`))[0]).toContain('There is no function');
      expect(issuesOf(withValue(`option.${name} == "x" ? 1 : 2`))[0]).toContain('is not a dimension');
      expect(issuesOf(withValue(`cost(option.${name})`))[0]).toContain('is not a dimension');
    },
  );
});

describe('what is too much is refused before it costs time', () => {
  test.each([
    ['a long text', `customer.age > ${'1'.repeat(4000)}`, 'The expression is too long: 4015 characters, at most 4000'],
    ['nesting', `${'('.repeat(60)}true${')'.repeat(60)}`, 'The expression is nested too deeply: at most 50 levels'],
    ['a long list', `customer.age in [${'1,'.repeat(600)}1]`, 'A list has at most 500 entries'],
    ['many parts', '!'.repeat(3990), 'The expression ends too early'],
    [
      'many operators',
      `${'!'.repeat(3980)}true`,
      'The expression is too large: at most 1000 names, values and operators',
    ],
    ['many arguments', 'has(1,2,3,4,5,6,7,8,9,10)', 'The function has too many arguments'],
    [
      'a long pattern',
      `customer.plan.matches("${'a'.repeat(201)}")`,
      'A pattern has at most 200 characters; this one has 201',
    ],
    ['a pattern that repeats', 'customer.plan.matches("((a{99}){99}){99}")', 'The pattern repeats too much'],
  ])('%s', (_, denyWhen, expected) => {
    expect(ofRule(denyWhen)[0]).toContain(expected);
  });

  test('what is just within the limits works', () => {
    expect(ofRule(`${'!'.repeat(996)}customer.vip`)).toEqual([]);
    expect(ofRule(`customer.age in [${'1,'.repeat(490)}1]`)).toEqual([]);
    expect(ofRule(Array.from({ length: 150 }, (_, age) => `customer.age == ${age}`).join(' || '))).toEqual([]);
  });
});

describe('what could never send anything is an issue', () => {
  const ALWAYS = 'The rule refuses every action of every customer, so nothing could ever be sent';
  test.each([
    ['true', [`0 ${ALWAYS}`]],
    ['action.offer in ["none", "gift", "half_price"]', [`0 ${ALWAYS}`]],
    ['action.offer == "gift" || !(action.offer == "gift")', [`0 ${ALWAYS}`]],
    ['customer.vip || action.channel != "sms" + "x"', [`0 ${ALWAYS}`]],
    ['action.offer in ["none", "gift"]', []],
    ['false', []],
    ['customer.vip || !customer.vip', []],
  ])('%s', (denyWhen, expected) => {
    expect(ofRule(denyWhen)).toEqual(expected);
  });

  test('paused options do not count as something that could be sent', () => {
    const agent = withRules('action.offer != "half_price"');
    const [offer, channel] = agent.dimensions;
    const options = offer!.options.map((each) =>
      each.id === 'half_price' ? { ...each, state: 'paused' as const } : each,
    );
    expect(issuesOf({ ...agent, dimensions: [{ ...offer!, options }, channel!] })).toEqual([
      `0 constraints.rules.0.denyWhen: ${ALWAYS}`,
    ]);
  });

  test('with an option that sends nothing, the other choices are no options', () => {
    const agent = withRules('action.channel in ["email", "push"]');
    const [offer, channel] = agent.dimensions;
    expect(issuesOf(agent)).toHaveLength(1);
    const options = offer!.options.map((each) => ({ ...each, noSend: each.id === 'none' }));
    expect(issuesOf({ ...agent, dimensions: [{ ...offer!, options }, channel!] })).toEqual([]);
  });

  test('rules that refuse everything together', () => {
    expect(issuesOf(withRules('action.channel == "email"', 'customer.vip', 'action.channel != "email"'))).toEqual([
      '0 constraints.rules: Together the rules refuse every action of every customer, so nothing could ever be sent',
    ]);
  });

  test('an audience of nobody', () => {
    expect(issuesOf(withAudience('false'))).toEqual([
      '0 audience.rule: The rule leaves out every customer, so nothing could ever be sent',
    ]);
    expect(issuesOf(withAudience('customer.vip && 1 > 2'))).toHaveLength(1);
  });
});

test('a blank text is left to the check of the agent', () => {
  expect(compileExpressions({ ...withRules(''), audience: withAudience(' ').audience }).ok).toBe(true);
  expect([
    ...expressionsOf(withRules('')).rules[0]!.evaluate({ attributes: [], rowCount: 1, columns: [] }, {}),
  ]).toEqual([2]);
});

test('an agent without rules has expressions too', () => {
  expect(expressionsOf(TEST_AGENT)).toMatchObject({ rules: [], audience: null, value: { readsOptions: false } });
});

test('the code evaluates no text as JavaScript', () => {
  for (const file of ['run/columns.ts', 'run/scalar.ts', 'run/fold.ts', 'read/read-expression.ts', 'compile-rule.ts']) {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).not.toMatch(/new Function|eval\(|new RegExp/);
  }
});
