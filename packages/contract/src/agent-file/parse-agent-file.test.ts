import { readFileSync } from 'node:fs';
import type { Issue } from '@fitly/core/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newAgentYaml } from './new-agent-yaml.ts';
import { parseAgentFile } from './parse-agent-file.ts';

const HILLSTROM = readFileSync(new URL('../../../../examples/hillstrom/agent.yaml', import.meta.url), 'utf8');

/** The smallest useful file; `with` replaces exactly one piece of it. */
const SMALL = `name: small
timeZone: Europe/Madrid
audience:
  segments: [s1]
success:
  event: visit
dimensions:
  - id: subject
    kind: content
    options: [plain, benefit]
delivery:
  connection: sandbox
  ids: { default: c1 }
`;
function edit(from: string, to: string, text = SMALL): string {
  expect(text.split(from)).toHaveLength(2);
  return text.replace(from, () => to);
}
function issuesOf(text: string): readonly Issue[] {
  const result = parseAgentFile(text, 'agent.yaml');
  return result.ok ? [] : result.issues;
}
function agentOf(text: string) {
  const result = parseAgentFile(text, 'agent.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.issues, null, 1));
  return result;
}
const briefly = (issues: readonly Issue[]): string[] =>
  issues.map(({ path, line, column, message }) => `${line}:${column} ${path}: ${message}`);

describe('files that are right', () => {
  test('the demo agent has no issue and nothing that is inactive', () => {
    const { agent, inactive } = agentOf(HILLSTROM);
    expect(inactive).toEqual([]);
    expect(agent.groups).toEqual({ agent: 0.7, random_control: 0.2, business_as_usual: 0, holdout: 0.1 });
    expect(agent.dimensions.map((dimension) => dimension.options.length)).toEqual([2, 3, 4]);
    expect(agent.dimensions[1]?.options.map((option) => option.values)).toEqual([
      { subject_line: 'plain' },
      { subject_line: 'benefit' },
      { subject_line: 'personal' },
    ]);
    expect(agent.context.map((entry) => entry.attribute).join(' ')).toBe(
      'recency history mens womens newbie channel zip_code',
    );
  });

  test('the learning block of the demo agent states the defaults, as its comment says', () => {
    const { agent } = agentOf(HILLSTROM);
    expect(agent.learning).toEqual(agentOf(SMALL).agent.learning);
  });

  test('a policy that is left out follows from what success is: something happens, or an amount', () => {
    const policyOf = (text: string): string => agentOf(text).agent.learning.policy;
    const money = edit('success:', 'success:\n  currency: EUR\n  value: amount');
    expect([policyOf(SMALL), policyOf(money)]).toEqual(['logistic', 'linear_thompson']);
    expect(policyOf(`${SMALL}\nlearning:\n  policy: uniform\n`)).toBe('uniform');
    expect(policyOf(`${SMALL}\nlearning:\n  funnel: [message.open, add_to_cart]\n`)).toBe('funnel');
  });

  test('the starter file is valid and has nothing inactive', () => {
    const { agent, inactive } = agentOf(newAgentYaml('winback_2'));
    expect(agent.name).toBe('winback_2');
    expect(inactive).toEqual([]);
  });

  test('everything rarely touched has a default', () => {
    const { agent } = agentOf(SMALL);
    expect(agent.schedule).toEqual({ runAt: '06:00', everyDays: 1 });
    expect(agent.groups).toEqual({ agent: 0.8, random_control: 0.1, business_as_usual: 0, holdout: 0.1 });
    expect(agent.success).toMatchObject({ value: '1', horizonDays: 7, attribution: 'last_decision' });
    expect(agent.delivery).toMatchObject({ mode: 'campaign', readBack: null, fallbackTimeZone: 'Europe/Madrid' });
  });

  test.each([
    ['14 days', 14],
    ['2 weeks', 14],
    ['1 day', 1],
    ['week', 7],
    ['3d', 3],
    ['30', 30],
  ])('a horizon of %s is %i days', (written, days) => {
    const { agent } = agentOf(edit('event: visit', `event: visit\n  horizon: ${written}`));
    expect(agent.success.horizonDays).toBe(days);
  });

  test('shares may be written as percent or as fractions', () => {
    const { agent } = agentOf(`${SMALL}groups: { agent: 70 %, random_control: 0.175, holdout: 12.5% }\n`);
    expect(agent.groups).toEqual({ agent: 0.7, random_control: 0.175, business_as_usual: 0, holdout: 0.125 });
  });

  test('a bare word is an option that is its own label, a bare number an hour', () => {
    const hours = '  - id: hour\n    kind: send_hour\n    options: [8, 20]\ndelivery:';
    const { agent } = agentOf(edit('delivery:', hours));
    expect(agent.dimensions[0]?.options.map(({ id, label }) => [id, label])).toEqual([
      ['plain', 'plain'],
      ['benefit', 'benefit'],
    ]);
    expect(agent.dimensions[1]?.options.map(({ id, label, hour }) => [id, label, hour])).toEqual([
      ['h08', '08:00', 8],
      ['h20', '20:00', 20],
    ]);
  });

  test('a line of history is an attribute of its own', () => {
    const lines = 'context:\n  - history: sends_in_7_days\n  - { history: last_option, dimension: subject }\ndelivery:';
    const { agent } = agentOf(edit('delivery:', lines));
    expect(agent.context.map(({ attribute, type, history }) => [attribute, type, history?.dimension])).toEqual([
      ['sends_in_7_days', 'number', null],
      ['last_option_subject', 'category', 'subject'],
    ]);
  });

  test('values are shared through an alias', () => {
    const { agent } = agentOf(edit('[plain, benefit]', '[{ id: a, values: &v { k: x } }, { id: b, values: *v }]'));
    expect(agent.dimensions[0]?.options.map((option) => option.values)).toEqual([{ k: 'x' }, { k: 'x' }]);
  });
});

describe('files that are wrong', () => {
  test.each([
    [
      'an attribute without a type',
      edit('delivery:', 'context:\n  - attribute: recency\ndelivery:'),
      '12:5 context[0].type: `type` is missing; it is required here',
    ],
    [
      'history with a type of its own',
      edit('delivery:', 'context:\n  - { history: sends_in_7_days, type: number }\ndelivery:'),
      '12:39 context[0].type: "number" is not valid: a history entry has no `attribute` and no `type` of its own',
    ],
    [
      'history that there is not',
      edit('delivery:', 'context:\n  - history: send_in_7_days\ndelivery:'),
      '12:14 context[0].history: "send_in_7_days" is not valid: expected one of `days_since_last_send`, `sends_in_7_days`, `sends_in_28_days`, `days_since_last_open`, `opens_in_28_days`, `days_since_last_click`, `clicks_in_28_days`, `days_since_last_success`, `successes_in_28_days`, `last_option`; did you mean `sends_in_7_days`?',
    ],
    [
      'an audience by history',
      edit('[s1]', '[s1]\n  rule: customer.sends_in_7_days < 3').replace(
        'delivery:',
        'context:\n  - history: sends_in_7_days\ndelivery:',
      ),
      '5:18 audience.rule: `customer.sends_in_7_days` is history, which depends on the group: an audience must not',
    ],
    ['a misspelt key', edit('timeZone', 'timezon'), '2:1 timezon: Unknown key `timezon`; did you mean `timeZone`?'],
    [
      'a key by its old unit',
      edit('event: visit', 'event: visit\n  horizonDays: 3'),
      '7:3 success.horizonDays: Unknown key `horizonDays`; did you mean `horizon`?',
    ],
    [
      'a misspelt word',
      edit('kind: content', 'kind: contnt'),
      '9:11 dimensions[0].kind: "contnt" is not valid: expected one of `template`, `content`, `offer`, `channel`, `send_hour`, `send_day`, `frequency`, `custom`; did you mean `content`?',
    ],
    [
      'a missing key',
      edit('  event: visit', '  value: 1'),
      '5:1 success.event: `event` is missing; it is required here',
    ],
    ['an empty section', edit('\n  segments: [s1]', ''), '3:1 audience: Nothing is given: expected keys with values'],
    [
      'a number for text',
      edit('event: visit', 'event: 12'),
      '6:10 success.event: 12 is not valid: expected text; put it in quotes: "12"',
    ],
    [
      'a time without unit',
      edit('event: visit', 'event: visit\n  horizon: soon'),
      '7:12 success.horizon: "soon" is not valid: expected a number of days, such as `14 days`, `2 weeks` or `14`',
    ],
    [
      'an option of the wrong kind',
      edit('[plain, benefit]', '[plain, [benefit]]'),
      '10:22 dimensions[0].options[1]: ["benefit"] is not valid: expected an option: its id, an hour, or keys that begin with `id:`',
    ],
    [
      'a wrong value in an option',
      edit('[plain, benefit]', '[plain, { id: b, state: stopped }]'),
      '10:38 dimensions[0].options[1].state: "stopped" is not valid: expected one of `active`, `paused`, `retired`',
    ],
    [
      'a horizon out of range',
      edit('event: visit', 'event: visit\n  horizon: 500 days'),
      '7:12 success.horizon: The horizon in days is 500; it must be a whole number from 1 to 365',
    ],
    [
      'a repeated segment',
      edit('[s1]', '[s1, s1]'),
      '4:18 audience.segments[1]: Segment "s1" is used twice; it must be unique',
    ],
    [
      'a bare option that is no id',
      edit('benefit]', 'Free Shipping]'),
      '10:22 dimensions[0].options[1]: "Free Shipping" is not valid: An id is lower-case letters, digits and single underscores, begins with a letter and has at most 64 characters; for example `free_shipping`',
    ],
    [
      'an id for nothing',
      edit('default: c1', 'defualt: c1'),
      '13:19 delivery.ids.defualt: Id for "defualt", but there is no template dimension; did you mean `default`?',
    ],
    [
      'a typo in a time zone',
      edit('Europe/Madrid', 'Europe/Madird'),
      '2:11 timeZone: "Europe/Madird" is not an IANA time zone; did you mean `Europe/Madrid`?',
    ],
  ])('%s is named with its place and what would be valid', (_, text, expected) => {
    expect(briefly(issuesOf(text))).toContain(expected);
  });

  test('a misspelt key is one issue, and what stands under it is still checked', () => {
    const text = edit('    options: [plain, benefit]', '    optoins: [plain, plain]');
    expect(briefly(issuesOf(text))).toEqual([
      '10:5 dimensions[0].optoins: Unknown key `optoins`; did you mean `options`?',
      '10:22 dimensions[0].optoins[1]: Id "plain" is used twice; it must be unique',
    ]);
  });

  test('YAML, shape and meaning are reported in one pass, in the order of the file', () => {
    const text = `name: Small Shop
timeZone: Mars/Olympus
timeZone: Europe/Madird
audience:
  segments: [s1]
success:
  event: [visit]
groups: { agent: 50%, holdout: 10% }
dimensions:
  - id: subject
    kind: content
    options: [plain, { id: benefit, stat: paused }, { label: x }]
  - id: hour
    kind: send_hour
    options: [8, 25]
context:
  - { attribute: email, type: category }
  - { attribute: visits, type: numbr }
  - { attribute: age, type: category, transform: log1p }
delivery:
  connection: sandbox
  ids: { default: c1 }
`;
    expect(issuesOf(text).map(({ path, line, column }) => `${line}:${column} ${path}`)).toEqual([
      '1:7 name',
      '3:1 line 3',
      '3:11 timeZone',
      '7:10 success.event',
      '8:9 groups',
      '12:37 dimensions[0].options[1].stat',
      '12:53 dimensions[0].options[2].id',
      '15:18 dimensions[1].options[1]',
      '17:18 context[0].attribute',
      '18:32 context[1].type',
      '19:50 context[2].transform',
    ]);
  });

  test('a broken option does not lead to issues about what refers to options', () => {
    const text = edit(
      'kind: content\n    options: [plain, benefit]',
      'kind: template\n    options: [plain, { id: 3 }]',
    );
    expect(issuesOf(edit('default: c1', 'plain: c1, benefit: c2', text)).map(({ path }) => path)).toEqual([
      'dimensions[0].options[1].id',
    ]);
  });

  test('what is put in for a broken part is not reported itself', () => {
    const hours = '  - id: hour\n    kind: send_hour\n    options: [8, { id: h9, hour: nine }]\ndelivery:';
    expect(issuesOf(edit('delivery:', hours)).map(({ path }) => path)).toEqual(['dimensions[1].options[1].hour']);
    expect(briefly(issuesOf(edit('delivery:', hours)))).toEqual([
      '13:34 dimensions[1].options[1].hour: "nine" is not valid: expected a number',
    ]);
  });

  test('a wrong zone of the agent is not reported again as its fallback', () => {
    expect(issuesOf(edit('Europe/Madrid', 'Madrid')).map(({ path }) => path)).toEqual(['timeZone']);
  });

  test('tens of thousands of wrong keys are all reported, in time that grows with their number only', () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `unheard_of_${index}: 1\n`).join('');
    expect(issuesOf(SMALL + keys)).toHaveLength(40_000);
  }, 20_000);

  test('every required key is missed in an empty mapping', () => {
    expect(issuesOf('{}').map(({ path }) => path)).toEqual([
      'name',
      'timeZone',
      'audience',
      'success',
      'dimensions',
      'delivery',
    ]);
  });
});

describe('what is not active yet', () => {
  test('is listed by its path in the file', () => {
    const text = `${edit('[plain, benefit]', '[{ id: plain, tags: [calm] }, benefit]')}guardrails: [{ id: spam, event: complaint, limit: 10% }]\n`;
    expect(agentOf(text).inactive.map(({ path }) => path)).toEqual(['guardrails', 'dimensions[0].options[0].tags']);
  });
});

describe('any file at all', () => {
  test('gives an agent or issues with a place inside the file, and never throws', () => {
    const pieces = [
      '\t',
      '  ',
      ': ',
      '- ',
      '&a ',
      '*a',
      '{',
      ']',
      '"',
      "'",
      '#',
      '\n',
      '|',
      '!!x',
      '__proto__: 1\n',
      '---\n',
      '?',
      '.inf',
      '\0',
      '😀',
    ];
    const change = fc.record({
      at: fc.nat(SMALL.length),
      cut: fc.nat(12),
      put: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), SMALL);
        const result = parseAgentFile(text, 'agent.yaml');
        if (result.ok) return;
        expect(result.issues.length).toBeGreaterThan(0);
        const lines = text.split('\n').length;
        for (const { line, column, message } of result.issues) {
          expect(message).not.toBe('');
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { seed: 7, numRuns: 1500 },
    );
  });
});
