import { expect, test } from 'vitest';
import { SMALL_WORLD } from '../small-world.fixture.ts';
import { parseWorldFile } from './parse-world-file.ts';

const replaced = (...pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((text, [from, to]) => text.replace(from, to), SMALL_WORLD);

/** `line:column path: message` of everything that is wrong. */
function issuesOf(text: string): string[] {
  const result = parseWorldFile(text, 'world.yaml');
  if (result.ok) return [];
  return result.issues.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

test('short forms become numbers and defaults are filled in', () => {
  const result = parseWorldFile(SMALL_WORLD, 'world.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  const { outcomes, every, attributes, segments, dimensions } = result.spec;
  expect(every).toBe(7);
  expect(outcomes['order']?.response?.rate).toBe(0.1);
  expect(outcomes['order']?.delay).toEqual({ mean: 1, within: 5 });
  expect(outcomes['signup']?.delay).toEqual({ mean: 2, within: 14 });
  expect(attributes['region']?.missing).toBe(0.1);
  expect(segments[1]?.leaveAfter).toEqual(['signup']);
  expect(dimensions[0]?.options[0]?.noSend).toBe(false);
});

test('every mistake of shape is reported at once, with its place and what would be valid', () => {
  const text = replaced(
    ['customers: 400', 'customers: many'],
    ['rate: 10%', 'rate: 110%'],
    ['perDay: 0.01', 'perDy: 0.01'],
    ['channel: email', 'channel: e-mail'],
    ['hour: { from: 18, below: 22 }', 'hour: { from: 22, below: 18 }'],
    ['reward:\n  outcome: order\n', 'reward:\n'],
  );
  expect(issuesOf(text)).toEqual([
    '3:12 customers: "many" is not valid: expected a number',
    '16:32 campaigns.default.channel: "e-mail" is not valid: expected one of `email`, `sms`, `push`, `webhook`, `content_card`, `in_app_message`, `whats_app`; did you mean `email`?',
    '34:13 outcomes.order.response.rate: "110%" is not valid: expected a rate above 0 and below 100 %',
    '37:45 outcomes.order.response.effects[1].when.hour: {"from":22,"below":18} is not valid: expected `from` to be smaller than `below`',
    '49:17 outcomes.signup.background.perDay: `perDay` is missing; it is required here',
    '49:19 outcomes.signup.background.perDy: Unknown key `perDy`; did you mean `perDay`?',
    '57:1 reward.outcome: `outcome` is missing; it is required here',
  ]);
});

test('every name that refers to nothing is reported at once: such a condition would never hold', () => {
  const text = replaced(
    ['Europe/Madrid: 1', 'Europe/Madird: 1'],
    ['attribute: { member: true }', 'attribute: { membr: true }'],
    ['leaveAfter: signup', 'leaveAfter: singup'],
    ['persona: spender }, multiply: 2', 'persona: spendr }, multiply: 2'],
    ['per: { property: percent, unit: 20 }', 'per: { property: offer, unit: 20 }'],
    ['property: { offer: cheap } }, multiply', 'property: { offer: cheep } }, multiply'],
    ['region: { attribute: region }', 'region: { attribute: regoin }'],
    ['outcome: order', 'outcome: ordr'],
  );
  expect(issuesOf(text)).toEqual([
    '5:14 timeZones["Europe/Madird"]: `Europe/Madird` is not an IANA time zone, such as `Europe/Madrid`',
    '19:52 segments[1].when.attribute.membr: There is no attribute "membr"; did you mean `member`?',
    '19:81 segments[1].leaveAfter: There is no outcome "singup"; did you mean `signup`?',
    '32:62 outcomes.order.background.effects[0].when.persona: There is no persona "spendr"; did you mean `spender`?',
    '36:56 outcomes.order.response.effects[0].per.property: No option passes a number as property "offer"; valid: `percent`',
    '41:46 outcomes.order.amount.effects[0].when.property.offer: "cheep" never occurs here; possible are `plain`, `cheap`, `null`',
    '44:28 outcomes.order.fields.region.attribute: There is no attribute "regoin"; did you mean `region`?',
    '58:12 reward.outcome: There is no outcome "ordr"; did you mean `order`?',
  ]);
});

test.each([
  ['an attribute with two distributions', 'integer: [0, 4]', 'integer: [0, 4], probability: 10%', /Exactly one of/],
  ['a persona that changes what an attribute is', 'integer: [5, 9]', 'probability: 10%', /is a number under/],
  [
    'a background that asks for the hour',
    'persona: spender }, mult',
    'hour: { from: 8 } }, mult',
    /cannot be asked here/,
  ],
  ['a segment that asks for the persona', 'attribute: { member: true }', 'persona: saver', /cannot be asked here/],
  [
    'an outcome that nothing makes happen',
    '    background: { perDay: 0.01 }\n    response: { rate: 5% }\n',
    '',
    /Nothing makes/,
  ],
  ['an outcome of two kinds', 'event: signed_up', 'event: signed_up\n    purchase: x', /`event`, `purchase` are given/],
  ['a range over a category', '{ member: true }', '{ region: { from: 1 } }', /A range never holds/],
  ['a word for a number', '{ member: true }', '{ coupons: many }', /`coupons` is a number/],
  ['a reward in money that the outcome does not carry', 'outcome: order', 'outcome: signup', /carries no `amount`/],
  ['an option of an unknown campaign', 'id: h08, hour: 8', 'id: h08, hour: 8, campaign: other', /no campaign "other"/],
  ['an option id that is used twice', 'id: h20, hour: 20', 'id: h08, hour: 20', /given twice/],
] as const)('%s is reported', (_, from, to, message) => {
  expect(issuesOf(replaced([from, to])).join('\n')).toMatch(message);
});

test('what is no YAML, no mapping or too large is reported, and nothing is thrown', () => {
  expect(issuesOf('name: [')[0]).toMatch(/^1:8 /);
  expect(issuesOf('- a')).toEqual(['1:1 : world.yaml holds no keys; expected keys such as `name: …`']);
  expect(issuesOf('name: *nothing')[0]).toMatch(/alias/i);
  expect(issuesOf('a: 1\na: 2')[0]).toMatch(/^2:1 /);
  expect(issuesOf(`name: ${'x'.repeat(1_000_001)}`)[0]).toContain('larger than 1 MB');
});
