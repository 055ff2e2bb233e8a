import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scalar, stringify } from 'yaml';
import { parseAgentFile } from './parse-agent-file.ts';

/** An agent with one rule; `denyWhen` is everything from the key's colon to the end of the value, as YAML. */
const fileOf = (denyWhen: string, more = ''): string => `name: small
timeZone: UTC
audience:
  segments: [s1]
success:
  event: visit
  currency: EUR
context:
  - { attribute: country, type: category }
  - { attribute: age, type: number }
dimensions:
  - id: offer
    kind: offer
    options: [none, half_price]
delivery:
  connection: sandbox
  ids: { default: c1 }
constraints:
  rules:
    - id: r
      denyWhen:${denyWhen}
${more}`;

function placesOf(text: string): string[] {
  const result = parseAgentFile(text, 'agent.yaml');
  if (result.ok) return [];
  const lines = text.split('\n');
  return result.issues.map(
    ({ path, line = 0, column = 0 }) => `${line}:${column} ${path} ▸${lines[line - 1]?.slice(column - 1, column + 5)}`,
  );
}
const RULE = 'constraints.rules[0].denyWhen';

describe('a mistake inside an expression is reported where it stands in the file', () => {
  test.each([
    [
      'a plain text',
      ' customer.contry == "DE" && action.offer == "half_prise"',
      [`21:26 ${RULE} ▸contry`, `21:60 ${RULE} ▸"half_`],
    ],
    [
      'a plain text of several lines',
      ' customer.country == "DE"\n        &&   customer.aeg > 3',
      [`22:23 ${RULE} ▸aeg > `],
    ],
    ['a text in single quotes', ' \'customer.contry == "DE"\'', [`21:27 ${RULE} ▸contry`]],
    [
      'single quotes inside single quotes',
      " 'customer.country == ''DE'' && customer.aeg > 3'",
      [`21:57 ${RULE} ▸aeg > `],
    ],
    ['a text in double quotes', ' "!(customer.aeg > 3)"', [`21:29 ${RULE} ▸aeg > `]],
    [
      'double quotes inside double quotes',
      ' "customer.country == \\"DE\\" && customer.aeg > 3"',
      [`21:57 ${RULE} ▸aeg > `],
    ],
    [
      'a line that goes on',
      ' "customer.country == \\\n        \\"DE\\" && customer.aeg > 3"',
      [`22:28 ${RULE} ▸aeg > `],
    ],
    [
      'a folded block',
      ' >\n        customer.country == "DE"\n          && customer.aeg > 3\n',
      [`23:23 ${RULE} ▸aeg > `],
    ],
    [
      'a literal block',
      ' |- # why\n        customer.country == "DE" &&\n        customer.aeg > 3',
      [`23:18 ${RULE} ▸aeg > `],
    ],
    ['a text with an anchor', ' &rule customer.aeg > 3', [`21:32 ${RULE} ▸aeg > `]],
    ['an expression that ends too early', ' customer.age >', [`21:31 ${RULE} ▸`]],
    [
      'an escape that stands for another character',
      ' "customer.country == \\"\\u0044E\\" && customer.aeg > 3"',
      [`21:17 ${RULE} ▸"custo`],
    ],
    ['an equals sign', ' customer.country = "DE"', [`21:34 ${RULE} ▸= "DE"`]],
  ])('%s', (_, denyWhen, expected) => {
    expect(placesOf(fileOf(denyWhen))).toEqual(expected);
  });

  test('an alias is reported where its text stands', () => {
    const text = fileOf(' &rule customer.aeg > 3', '    - id: again\n      denyWhen: *rule\n');
    expect(placesOf(text)).toEqual([`21:32 ${RULE} ▸aeg > `, '21:32 constraints.rules[1].denyWhen ▸aeg > ']);
  });

  test('together with everything else that is wrong, in the order of the file', () => {
    const text = fileOf(
      ' customer.contry == "DE"',
      '    - id: R2\n      reason: r\n      denyWhen: customer.age > "3"\n',
    )
      .replace('timeZone: UTC', 'timezon: UTC')
      .replace('segments: [s1]', 'segments: [s1]\n  rule: customer.age > 17 and true')
      .replace('event: visit', 'event: visit\n  value: amont\n  fields: { months: number, option: text }');
    expect(placesOf(text)).toEqual([
      '2:1 timezon ▸timezo',
      '5:27 audience.rule ▸and tr',
      '8:10 success.value ▸amont',
      '9:29 success.fields.option ▸option',
      `24:26 ${RULE} ▸contry`,
      '25:11 constraints.rules[1].id ▸R2',
      '27:32 constraints.rules[1].denyWhen ▸"3"',
    ]);
  });

  test('where the context or the dimensions are broken, no name is called wrong, but broken syntax is', () => {
    const broken = fileOf(' customer.age > 3 && customer.vip').replace('type: number', 'type: numbr');
    expect(placesOf(broken)).toEqual(['10:29 context[1].type ▸numbr ']);
    const both = fileOf(' customer.age = 3').replace('type: number', 'type: numbr');
    expect(placesOf(both)).toEqual(['10:29 context[1].type ▸numbr ', `21:30 ${RULE} ▸= 3`]);
    const options = fileOf(' action.offer == "x"').replace('half_price]', '{ id: 3 }]');
    expect(placesOf(options)).toEqual(['14:27 dimensions[0].options[1].id ▸3 }]']);
  });

  test('rules that refuse everything together are reported at their list', () => {
    const text = fileOf(' action.offer == "none"', '    - id: other\n      denyWhen: action.offer == "half_price"\n');
    expect(placesOf(text)).toEqual(['19:3 constraints.rules ▸rules:']);
  });
});

test('the end of a block belongs to YAML, not to the expression', () => {
  const result = parseAgentFile(fileOf(' |\n        customer.age > 3\n'), 'agent.yaml');
  expect(result.ok && result.agent.constraints.rules[0]?.denyWhen).toBe('customer.age > 3');
});

test('a mistake is found in its line and column however the text is written in YAML', () => {
  const styles = [
    Scalar.PLAIN,
    Scalar.QUOTE_SINGLE,
    Scalar.QUOTE_DOUBLE,
    Scalar.BLOCK_FOLDED,
    Scalar.BLOCK_LITERAL,
  ] as const;
  const condition = fc.constantFrom(
    'customer.age > 3',
    'customer.country == "D\'E"',
    'customer.country != \'A "B" C\'',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...styles),
      fc.array(condition, { maxLength: 6 }),
      fc.array(condition, { maxLength: 3 }),
      fc.constantFrom(' ', '\n', '  \n  '),
      fc.integer({ min: 20, max: 100 }),
      (type, before, after, gap, lineWidth) => {
        const scalar = new Scalar([...before, 'customer.misspelt == "x"', ...after].join(` &&${gap}`));
        scalar.type = type;
        const [, written = ''] = /^- denyWhen:(.*)$/s.exec(stringify([{ denyWhen: scalar }], { lineWidth })) ?? [];
        const text = fileOf(written.replaceAll('\n', '\n      '));
        const at = text.indexOf('misspelt');
        const line = text.slice(0, at).split('\n').length;
        const column = at - text.lastIndexOf('\n', at);
        // Escapes that stand for blank space, and a name that is broken in two, are not found again.
        fc.pre(at > 0 && !/\\n|\\ /.test(written));
        expect(placesOf(text)).toContain(`${line}:${column} ${RULE} ▸misspe`);
      },
    ),
    { seed: 12, numRuns: 400 },
  );
});
