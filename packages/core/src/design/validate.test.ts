import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asAgentName, asDay } from '../terms.ts';
import { type Agent, DIMENSION_KINDS, type Dimension, type Option } from './agent.ts';
import { dimension, option, SHOP_AGENT } from './fixtures.ts';
import { historyAttribute } from './history-attributes.ts';
import { inactiveFields, validateAgent } from './validate.ts';

const VALID = SHOP_AGENT;
const [creative, subject] = VALID.dimensions as [Dimension, Dimension, Dimension];

type Patch = {
  readonly [Key in keyof Agent]?: Agent[Key] extends string | readonly unknown[] ? Agent[Key] : Partial<Agent[Key]>;
};
/** The valid agent with some fields replaced; sections are merged, lists are replaced. */
function agent(patch: Patch): Agent {
  const entries = Object.entries(patch).map(([key, value]) => {
    const isSection = typeof value === 'object' && !Array.isArray(value);
    return [key, isSection ? { ...(VALID[key as keyof Agent] as object), ...value } : value];
  });
  return { ...VALID, ...Object.fromEntries(entries) };
}
/** The valid agent with its subject dimension replaced by one with these options (which pass no values). */
const withOptions = (options: readonly Option[], kind: Dimension['kind'] = 'content'): Agent =>
  agent({ dimensions: [creative, dimension('subject', kind, options)], delivery: { placeholders: [] } });
/** The same for a frequency, which takes the place of the schedule. */
const withFrequency = (options: readonly Option[]): Agent => {
  const made = withOptions(options, 'frequency');
  return { ...made, schedule: { ...made.schedule, everyDays: 1 } };
};
/** The same, asked for one customer at a time. */
const onRequest = (patch: Patch): Agent =>
  agent({
    ...{ dimensions: [creative, subject], schedule: { everyDays: 1 }, ...patch },
    delivery: { mode: 'api', activation: 'assumed', ids: {} },
  });
const found = (subjectOfTest: Agent): string[] =>
  validateAgent(subjectOfTest).map(({ path, message }) => `${path}: ${message}`);

const rail = {
  id: 'unsubs',
  event: 'unsubscribe',
  per: 'send',
  against: 'random_control',
  limit: 0.1,
  // biome-ignore lint/suspicious/noThenProperty: a word, not a function.
  then: 'alert',
} as const;

test('a valid agent has no issue and nothing inactive', () => {
  expect(validateAgent(VALID)).toEqual([]);
  expect(inactiveFields(VALID)).toEqual([]);
});

describe('who, when and for whom', () => {
  test.each<[string, Patch, string]>([
    ['a name with spaces', { name: asAgentName('My Shop') }, 'name: "My Shop" is not a name'],
    ['an offset as zone', { timeZone: '+02:00' }, 'timeZone: "+02:00" is not an IANA time zone'],
    ['an unknown zone', { timeZone: 'Europe/Madird' }, 'did you mean `Europe/Madrid`?'],
    ['a time of one digit', { schedule: { runAt: '6:00' } }, 'schedule.runAt: "6:00" is not a time of day'],
    ['the time 24:00', { schedule: { runAt: '24:00' } }, 'schedule.runAt: "24:00"'],
    [
      'half a day',
      { schedule: { everyDays: 0.5 } },
      'schedule.everyDays: The number of days is 0.5; it must be a whole number from 1 to 365',
    ],
    ['no segment', { audience: { segments: { anyOf: [], allOf: [], noneOf: [] } } }, 'audience: The audience is empty'],
    [
      'a segment in and out',
      { audience: { segments: { anyOf: ['s1'], allOf: [], noneOf: ['s1'] } } },
      'audience.segments.noneOf[0]: Segment "s1" is both',
    ],
    [
      'a repeated segment',
      { audience: { segments: { anyOf: ['s1', 's1'], allOf: [], noneOf: [] } } },
      'audience.segments.anyOf[1]: Segment "s1" is used twice',
    ],
    ['a blank rule', { audience: { rule: '' } }, 'audience.rule: The rule is empty'],
    [
      'shares above one',
      { groups: { holdout: 0.2 } },
      'groups: The shares add up to 110 %, not to 100 %: agent 70 % + random_control 20 % + business_as_usual 0 % + holdout 20 %',
    ],
    ['shares a little off', { groups: { holdout: 0.1 + 2e-9 } }, 'groups: The shares add up to 100.0000002 %'],
    [
      'a share in percent',
      { groups: { agent: 70 } },
      'groups.agent: The share of agent is 70; it must be a number from 0 to 1',
    ],
    ['a share that is no number', { groups: { agent: Number.NaN } }, 'groups.agent: The share of agent is NaN'],
    ['no agent group', { groups: { agent: 0, holdout: 0.8 } }, 'groups.agent: The share of agent is 0'],
  ])('%s is an issue', (_, patch, expected) => {
    expect(found(agent(patch)).join('\n')).toContain(expected);
    expect(validateAgent(agent(patch))).toHaveLength(1);
  });

  test('shares that differ from 1 by rounding alone are accepted', () => {
    expect(found(agent({ groups: { agent: 0.1 + 0.2, random_control: 0.6, holdout: 0.1 } }))).toEqual([]);
  });
});

describe('success', () => {
  const kpi = {
    id: 'revenue',
    label: 'Revenue',
    event: 'purchase',
    value: '1',
    count: 'events',
    per: 'customer',
  } as const;
  test.each<[string, Patch, string]>([
    ['no event', { success: { event: '' } }, 'success.event: The event is empty'],
    [
      'an event with a space at its end',
      { success: { event: 'visit ' } },
      'success.event: The event "visit " begins or ends',
    ],
    [
      'money without currency',
      { success: { value: 'amount' } },
      'success.currency: A currency is missing, because `amount` is money',
    ],
    ['money in an expression', { success: { value: 'amount * 2' } }, 'success.currency: A currency is missing'],
    [
      'money in a KPI',
      { kpis: [{ ...kpi, value: 'amount' }] },
      'success.currency: A currency is missing, because a KPI',
    ],
    [
      'costs without currency',
      {
        success: { subtractCosts: true },
        dimensions: [
          creative,
          { ...VALID.dimensions[1]!, options: VALID.dimensions[1]!.options.map((one) => ({ ...one, cost: 1 })) },
        ],
      },
      'success.currency: A currency is missing, because costs',
    ],
    ['a currency that is none', { success: { currency: 'EURO' } }, 'success.currency: "EURO" is not a currency code'],
    [
      'an event that messages do not have',
      { success: { event: 'message.read' } },
      'success.event: "message.read" is nothing that is told of messages; expected `message.open` or `message.click`',
    ],
    [
      'an amount of an open',
      { success: { event: 'message.open', value: 'amount', currency: 'EUR' } },
      'success.event: "message.open" carries no amount and no fields',
    ],
    ['a horizon of nothing', { success: { horizonDays: 0 } }, 'success.horizonDays: The horizon in days is 0'],
    [
      'a quantile at its open end',
      { success: { winsorQuantile: 0.5 } },
      'success.winsorQuantile: The quantile is 0.5; it must be a number above 0.5 and at most 1',
    ],
    [
      'a KPI of something that is not told of messages',
      { kpis: [{ ...kpi, event: 'message.read' }] },
      'kpis[0].event: "message.read" is nothing that is told of messages; expected one of `message.delivery`',
    ],
    [
      'a KPI of clicks per click',
      { kpis: [{ ...kpi, event: 'message.click', per: 'click' }] },
      'kpis[0].per: Clicks per click are always 1',
    ],
    ['a KPI of any expression', { kpis: [{ ...kpi, value: '2 * 3' }] }, 'kpis[0].value: "2 * 3" is no value of a KPI'],
    [
      'money of customers who are counted once',
      { success: { currency: 'EUR' }, kpis: [{ ...kpi, value: 'amount', count: 'customers' }] },
      'kpis[0].value: With `count: customers` everybody counts once',
    ],
    [
      'money of an opened message',
      { success: { currency: 'EUR' }, kpis: [{ ...kpi, event: 'message.open', value: 'amount' }] },
      'kpis[0].value: "message.open" carries no amount',
    ],
    ['two KPIs of one id', { kpis: [kpi, kpi] }, 'kpis[1].id: Id "revenue" is used twice'],
    [
      'a guardrail of negative limit',
      { guardrails: [{ ...rail, limit: -0.1 }] },
      'guardrails[0].limit: The limit is -0.1',
    ],
    [
      'a guardrail against a group that nobody is in',
      { guardrails: [{ ...rail, per: 'customer', against: 'business_as_usual' }] },
      'guardrails[0].against: There is nobody to compare with: give `groups.business_as_usual` a share',
    ],
    [
      'a guardrail per send against those who get none of them',
      { guardrails: [{ ...rail, against: 'business_as_usual' }] },
      'guardrails[0].per: Sends are the agent’s own',
    ],
  ])('%s is an issue', (_, patch, expected) => {
    expect(found(agent(patch)).join('\n')).toContain(expected);
    expect(validateAgent(agent(patch))).toHaveLength(1);
  });

  test('a horizon longer than the rhythm is valid', () => {
    expect(found(agent({ schedule: { everyDays: 1 }, success: { horizonDays: 30 } }))).toEqual([]);
  });

  test('direct attribution goes neither with a silent option nor with a frequency', () => {
    const silent = withOptions([option('a'), option('none', { noSend: true })]);
    const direct = { ...VALID.success, event: 'message.click', attribution: 'direct' } as const;
    expect(found({ ...silent, success: direct })).toEqual([
      expect.stringMatching(/^success\.attribution: `direct` cannot be used with option "none", which sends nothing/),
    ]);
    expect(found({ ...withFrequency([option('weekly', { everyDays: 7 })]), success: direct })).toEqual([
      expect.stringMatching(
        /^success\.attribution: `direct` cannot be used with dimension "subject" of kind frequency/,
      ),
    ]);
    expect(found({ ...VALID, success: direct })).toEqual([]);
    expect(found({ ...VALID, success: { ...direct, event: 'purchase' } })).toEqual([
      expect.stringMatching(/^success\.attribution: `direct` needs an event .* `message\.open` or `message\.click`/),
    ]);
    expect(found(agent({ success: direct, learning: { funnel: ['message.open'] } })).join()).toContain(
      'learning.funnel',
    );
  });
});

describe('dimensions and options', () => {
  test.each<[string, Agent, string]>([
    [
      'an id with capitals',
      withOptions([option('FreeShipping')]),
      'dimensions[1].options[0].id: "FreeShipping" is not valid: An id is lower-case letters, digits and single underscores, begins with a letter and has at most 64 characters; for example `free_shipping`',
    ],
    [
      'an id that objects inherit',
      withOptions([option('constructor')]),
      'dimensions[1].options[0].id: "constructor" is not valid',
    ],
    ['a repeated id', withOptions([option('a'), option('a')]), 'dimensions[1].options[1].id: Id "a" is used twice'],
    ['no option', withOptions([]), 'dimensions[1].options: Dimension "subject" has no option'],
    [
      'no active option',
      withOptions([option('a', { state: 'paused' }), option('b', { state: 'retired' })]),
      'dimensions[1].options: Every option of "subject" is paused or retired',
    ],
    [
      'only silent options',
      withOptions([option('a', { noSend: true })]),
      'dimensions[1].options: Every active option of "subject" sends nothing',
    ],
    [
      'two silent options',
      withOptions([option('a'), option('b', { noSend: true }), option('c', { noSend: true })]),
      'dimensions[1].options: Dimension "subject" has several options that send nothing',
    ],
    [
      'a silent option with values',
      withOptions([option('a'), option('b', { noSend: true, values: { x: 1 } })]),
      'dimensions[1].options[1].values: Option "b" sends nothing',
    ],
    [
      'a value that Liquid cannot read',
      withOptions([option('a', { values: { 'a b': 1 } })]),
      'dimensions[1].options[0].values["a b"]: "a b" cannot be read by a template',
    ],
    [
      'a reserved value',
      withOptions([option('a', { values: { decision_id: 1 } })]),
      'dimensions[1].options[0].values.decision_id: "decision_id" is reserved',
    ],
    [
      'an infinite value',
      withOptions([option('a', { values: { x: Number.POSITIVE_INFINITY } })]),
      'dimensions[1].options[0].values.x: "x" is not a finite number',
    ],
    [
      'an hour where none belongs',
      withOptions([option('a', { hour: 8 })]),
      'dimensions[1].options[0].hour: Only a dimension of kind send_hour has hours',
    ],
    [
      'a send hour without hour',
      withOptions([option('a')], 'send_hour'),
      'dimensions[1].options[0].hour: Option "a" needs its hour',
    ],
    [
      'the hour 24',
      withOptions([option('a', { hour: 24 })], 'send_hour'),
      'dimensions[1].options[0].hour: The hour is 24; it must be a whole number from 0 to 23',
    ],
    [
      'an hour twice',
      withOptions([option('a', { hour: 8 }), option('b', { hour: 8 })], 'send_hour'),
      'dimensions[1].options[1].hour: Hour "8" is used twice',
    ],
    ['a negative cost', withOptions([option('a', { cost: -1 })]), 'dimensions[1].options[0].cost: The cost is -1'],
    [
      'a cost without currency',
      withOptions([option('a', { cost: 1 })]),
      'success.currency: A currency is missing, because an option has a cost',
    ],
    [
      'a repeated tag',
      withOptions([option('a', { tags: ['x', 'x'] })]),
      'dimensions[1].options[0].tags[1]: Tag "x" is used twice',
    ],
    [
      'a day that does not exist',
      withOptions([option('a', { validFrom: asDay('2026-02-30') })]),
      'dimensions[1].options[0].validFrom: "2026-02-30" is not a calendar date',
    ],
    [
      'an end before its beginning',
      withOptions([option('a', { validFrom: asDay('2026-03-02'), validTo: asDay('2026-03-01') })]),
      'dimensions[1].options[0].validTo: validTo 2026-03-01 is before validFrom 2026-03-02',
    ],
    [
      'a second template dimension',
      withOptions([option('a')], 'template'),
      'dimensions[1].kind: Kind template is already used by dimension "creative"',
    ],
    [
      'an unknown dimension required',
      withOptions([option('a', { requires: { creativ: ['mens'] } })]),
      'dimensions[1].options[0].requires.creativ: There is no dimension "creativ"; did you mean `creative`?',
    ],
    [
      'an unknown option required',
      withOptions([option('a', { requires: { creative: ['men'] } })]),
      'dimensions[1].options[0].requires.creative[0]: Dimension "creative" has no option "men"; did you mean `mens`?',
    ],
    [
      'nothing required',
      withOptions([option('a', { requires: { creative: [] } })]),
      'dimensions[1].options[0].requires.creative: Name at least one option',
    ],
    [
      'its own dimension required',
      withOptions([option('a', { requires: { subject: ['a'] } })]),
      'dimensions[1].options[0].requires.subject: An option cannot require its own dimension',
    ],
    [
      'no dimension',
      agent({ dimensions: [], delivery: { ids: { default: 'c1' }, placeholders: [] } }),
      'dimensions: There is nothing to choose',
    ],
    [
      'a dimension twice',
      agent({ dimensions: [creative, subject, dimension('subject', 'custom', [option('a')])] }),
      'dimensions[2].id: Id "subject" is used twice',
    ],
    [
      'a value from two dimensions',
      agent({ dimensions: [creative, subject, dimension('other', 'custom', [option('a', { values: { line: 1 } })])] }),
      'dimensions[2].options[0].values.line: Value "line" is already passed by dimension "subject"',
    ],
  ])('%s is an issue', (_, subjectOfTest, expected) => {
    expect(found(subjectOfTest).join('\n')).toContain(expected);
    expect(validateAgent(subjectOfTest)).toHaveLength(1);
  });

  test('an option whose requirement is paused can never be chosen', () => {
    const paused = dimension('creative', 'template', [option('mens', { state: 'paused' }), option('womens')]);
    const needy = dimension('subject', 'content', [option('a', { requires: { creative: ['mens'] } }), option('b')]);
    expect(found(agent({ dimensions: [paused, needy], delivery: { placeholders: [] } }))).toEqual([
      'dimensions[1].options[0].requires.creative: Option "a" can never be chosen: what it requires of "creative" is paused or retired',
    ]);
  });

  test('10,000 combinations are accepted and one more is not', () => {
    const many = (count: number): Option[] => Array.from({ length: count }, (_, index) => option(`o${index}`));
    const grid = (...counts: number[]): Agent =>
      agent({
        dimensions: counts.map((count, index) => dimension(`d${index}`, 'custom', many(count))),
        delivery: { ids: { default: 'c1' }, placeholders: [] },
      });
    expect(found(grid(100, 100))).toEqual([]);
    expect(found(grid(100, 101))).toEqual([
      'dimensions: 100 × 101 = 10,100 combinations are too many to learn from: at most 10,000',
    ]);
    const retired = many(1000).map((each, index): Option => (index < 10 ? each : { ...each, state: 'retired' }));
    const worn = (size: number): Agent =>
      agent({
        dimensions: [dimension('a', 'custom', retired), dimension('b', 'custom', many(size))],
        delivery: { ids: { default: 'c1' }, placeholders: [] },
      });
    expect(found(worn(100))).toEqual([]);
    expect(found(worn(101))).toEqual([
      expect.stringContaining('1000 × 101 = 101,000 combinations with retired options'),
    ]);
  });
});

describe('constraints', () => {
  const rule = { id: 'no_sale', denyWhen: 'false', reason: 'no_sale' };
  const budget = {
    option: { dimension: 'subject', option: 'plain' },
    maxPerDay: 5,
    maxTotal: null,
    unit: 'sends',
  } as const;
  test.each<[string, Partial<Agent['constraints']>, string]>([
    ['two rules of one id', { rules: [rule, rule] }, 'constraints.rules[1].id: Id "no_sale" is used twice'],
    [
      'a rule without condition',
      { rules: [{ ...rule, denyWhen: '' }] },
      'constraints.rules[0].denyWhen: The condition is empty',
    ],
    [
      'a reason in words',
      { rules: [{ ...rule, reason: 'No sale' }] },
      'constraints.rules[0].reason: "No sale" is not valid',
    ],
    [
      'a cap of nothing',
      { caps: [{ per: 'agent', max: 0, days: 7, window: 'rolling' }] },
      'constraints.caps[0].max: The number of sends is 0',
    ],
    [
      'a budget for no dimension',
      { budgets: [{ ...budget, option: { dimension: 'subjct', option: 'plain' } }] },
      'constraints.budgets[0].option.dimension: There is no dimension "subjct"; did you mean `subject`?',
    ],
    [
      'a budget for no option',
      { budgets: [{ ...budget, option: { dimension: 'subject', option: 'plane' } }] },
      'constraints.budgets[0].option.option: Dimension "subject" has no option "plane"; did you mean `plain`?',
    ],
    ['a budget without limit', { budgets: [{ ...budget, maxPerDay: null }] }, 'constraints.budgets[0]: A budget needs'],
    [
      'a day above the total',
      { budgets: [{ ...budget, maxTotal: 4 }] },
      'constraints.budgets[0].maxPerDay: maxPerDay 5 is more than maxTotal 4',
    ],
    [
      'a budget of free options',
      { budgets: [{ ...budget, unit: 'cost' }] },
      'constraints.budgets[0].unit: A budget in costs needs options with a `cost`',
    ],
    [
      'quiet hours of no length',
      { quietHours: { from: '08:00', to: '08:00' } },
      'constraints.quietHours: Quiet hours from 08:00 to 08:00',
    ],
    [
      'quiet hours over all send hours',
      { quietHours: { from: '20:00', to: '09:00' } },
      'constraints.quietHours: Every active send hour lies in the quiet hours',
    ],
    [
      'a black-out date that is none',
      { blackoutDates: [asDay('25.12.2026')] },
      'constraints.blackoutDates[0]: "25.12.2026" is not a calendar date',
    ],
    [
      'a quiet week',
      { quietDays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] },
      'constraints.quietDays: Every day of the week is quiet',
    ],
  ])('%s is an issue', (_, constraints, expected) => {
    expect(found(agent({ constraints })).join('\n')).toContain(expected);
    expect(validateAgent(agent({ constraints }))).toHaveLength(1);
  });

  test('quiet hours end where they end: an hour at `to` may be used', () => {
    expect(found(agent({ constraints: { quietHours: { from: '21:00', to: '08:00' } } }))).toEqual([]);
  });
});

describe('context', () => {
  const attribute = (name: string, type: Agent['context'][number]['type'] = 'category') =>
    agent({ context: [{ attribute: name, type, transform: 'none', topK: 20, pii: 'quarantine', history: null }] });

  test.each([
    ...[
      'first_name',
      'last_name',
      'email',
      'phone',
      'dob',
      'address',
      'ip',
      'name',
      'customerEmail',
      'Billing-Address',
    ],
    ...['home phone', 'date_of_birth', 'ip_address', 'external_id', 'IBAN', 'push_token', 'latitude'],
  ])('%s is refused as personal data', (name) => {
    expect(found(attribute(name))).toEqual([
      expect.stringMatching(/^context\[0\]\.attribute: .* looks like .*; Fitly keeps no personal data/),
    ]);
  });

  test.each([
    'zip_code',
    'country',
    'plan_name',
    'email_opens_30d',
    'phone_brand',
    'membership',
    'recency',
    'tip',
    'address_count',
  ])('%s is accepted', (name) => {
    expect(found(attribute(name))).toEqual([]);
  });

  test('whether somebody has an e-mail address is not the address', () => {
    expect(found(attribute('has_email', 'boolean'))).toEqual([]);
    expect(found(attribute('has_email', 'category'))).toHaveLength(1);
  });

  test.each<[string, Partial<Agent['context'][number]>, string]>([
    [
      'a logarithm of a category',
      { type: 'category', transform: 'log1p' },
      'context[0].transform: log1p is for numbers',
    ],
    ['no category at all', { topK: 0 }, 'context[0].topK: The number of categories is 0'],
    ['a blank name', { attribute: '' }, 'context[0].attribute: The attribute is empty'],
    ['an inherited name', { attribute: '__proto__' }, 'context[0].attribute: "__proto__" cannot be the name'],
  ])('%s is an issue', (_, more, expected) => {
    const context = [
      { attribute: 'recency', type: 'number', transform: 'none', topK: 20, pii: 'quarantine', history: null, ...more },
    ] as const;
    expect(found(agent({ context })).join('\n')).toContain(expected);
  });

  test.each<[Agent['context'][number]['history'], string | null]>([
    [{ name: 'last_option', dimension: 'subject' }, null],
    [{ name: 'sends_in_7_days', dimension: null }, null],
    [{ name: 'last_option', dimension: null }, 'context[0].history: The `dimension` of `last_option` is missing'],
    [{ name: 'last_option', dimension: 'subjct' }, '"subjct" is not a dimension of the agent; did you mean `subject`?'],
    [
      { name: 'sends_in_7_days', dimension: 'subject' },
      'context[0].history: "sends_in_7_days" is about all dimensions',
    ],
  ])('history %o', (source, expected) => {
    const issues = found(agent({ context: source === null ? [] : [historyAttribute(source)] })).join('\n');
    if (expected === null) expect(issues).toBe('');
    else expect(issues).toContain(expected);
  });

  test('an attribute stands there once', () => {
    const twice = [VALID.context[0]!, VALID.context[0]!];
    expect(found(agent({ context: twice }))).toEqual([
      'context[1].attribute: Attribute "recency" is used twice; it must be unique',
    ]);
  });
});

describe('learning', () => {
  test.each<[string, Partial<Agent['learning']>]>([
    ['draws', { draws: 0 }],
    ['draws', { draws: 1.5 }],
    ['temper', { temper: 1.01 }],
    ['temper', { temper: Number.NaN }],
    ['floor', { floor: 0.51 }],
    ['floor', { floor: -0.01 }],
    ['halfLifeDays', { halfLifeDays: 0 }],
  ])('%s out of its range is an issue', (field, learning) => {
    expect(validateAgent(agent({ learning })).map(({ path }) => path)).toEqual([`learning.${field}`]);
  });

  test('the logistic policy learns from events that all count the same, and from nothing else', () => {
    const logistic = { policy: 'logistic' } as const;
    expect(found(agent({ learning: logistic }))).toEqual([]);
    expect(found(agent({ learning: logistic, success: { value: 'amount', currency: 'EUR' } }))).toEqual([
      'learning.policy: `logistic` learns whether something happens, and here the value `amount` says how much: use `linear_thompson`, or leave it out',
    ]);
  });
});

describe('a funnel', () => {
  const funnel = (stages: readonly string[], more: Parameters<typeof agent>[0] = {}) =>
    found(agent({ ...more, learning: { policy: 'funnel', funnel: stages } }));

  test('names what comes before the success, in a few stages, for counts and for money', () => {
    expect(funnel(['message.open', 'add_to_cart'])).toEqual([]);
    expect(funnel(['add_to_cart'], { success: { value: 'amount', currency: 'EUR' } })).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['learning.funnel: 0 stages; expected 1 to 5 events on the way to "visit", the most frequent first', []],
    ['learning.funnel[1]: "visit" is the success itself: name what comes before it', ['cart', 'visit']],
    ['learning.funnel[1]: Event "cart" is used twice; it must be unique', ['cart', 'cart']],
    ['learning.funnel[0]: The name of a stage is empty; expected that of an event', [' ']],
    [
      'learning.funnel[0]: "message.bounce" is no stage that messages go through; expected `message.open` or `message.click`',
      ['message.bounce'],
    ],
  ])('%s', (issue, stages) => {
    expect(funnel(stages)).toEqual([issue]);
  });

  test('is for its policy alone, and for a worth that does not depend on what was chosen', () => {
    expect(found(agent({ learning: { funnel: ['cart'] } }))).toEqual([
      `learning.funnel: \`funnel\` is for \`policy: funnel\`, given was ${SHOP_AGENT.learning.policy}`,
    ]);
    const costs = { value: 'amount - cost(creative)', currency: 'EUR' };
    expect(funnel(['cart'], { success: costs })).toEqual([
      expect.stringContaining('"amount - cost(creative)" its worth depends on what was chosen'),
    ]);
  });
});

/** An agent whose e-mails differ in nothing but their template. */
const MESSAGES = {
  mode: 'message',
  ids: { mens: 'c1/v1', womens: 'c1/v2' },
  message: { channel: 'email', fields: { app_id: 'a', from: 'Shop <shop@example.com>', email_template_id: 't' } },
  placeholders: [],
} as const;

describe('delivery', () => {
  const text = dimension('subject', 'content', [option('plain', { values: { line: 'a' } }), option('benefit')]);
  test.each<[string, Patch, string]>([
    [
      'an option without campaign',
      { delivery: { ids: { mens: 'c1' } } },
      'delivery.ids: The Braze campaign id is missing for `womens`',
    ],
    [
      'a campaign without option',
      { delivery: { ids: { mens: 'c1', womens: 'c2', kids: 'c3' } } },
      'delivery.ids.kids: Id for "kids", but "creative" has no such option; valid: `mens`, `womens`',
    ],
    [
      'a misspelt option',
      { delivery: { ids: { mens: 'c1', women: 'c2' } } },
      'delivery.ids.women: Id for "women", but "creative" has no such option; did you mean `womens`?',
    ],
    [
      'an id with a space',
      { delivery: { ids: { mens: 'c 1', womens: 'c2' } } },
      'delivery.ids.mens: The id "c 1" contains a space',
    ],
    ['no connection', { delivery: { connection: '' } }, 'delivery.connection: Mode campaign needs a connection'],
    ['a connection with a path', { delivery: { connection: 'a/b' } }, 'delivery.connection: "a/b" is not the name'],
    [
      'a placeholder without value',
      { delivery: { placeholders: ['line', 'image'] } },
      'delivery.placeholders[1]: No option passes a value for placeholder "image"',
    ],
    [
      'a placeholder of some options',
      { dimensions: [creative, text] },
      'delivery.placeholders[0]: Placeholder "line" gets no value from `benefit` of dimension "subject"',
    ],
    [
      'a placeholder twice',
      { delivery: { placeholders: ['line', 'line'] } },
      'delivery.placeholders[1]: Placeholder "line" is used twice',
    ],
    [
      'read-back of messages',
      { dimensions: [creative], delivery: { ...MESSAGES, readBack: true } },
      'delivery.readBack: readBack is not possible with mode message: that endpoint carries no per-recipient attributes',
    ],
    [
      'a stated read-back of messages',
      { dimensions: [creative], delivery: { ...MESSAGES, readBack: false } },
      'delivery.readBack: readBack is not possible',
    ],
    [
      'groups mirrored by a file',
      { delivery: { mode: 'file', activation: 'import', ids: {}, mirrorGroups: true } },
      'delivery.mirrorGroups: mirrorGroups is not possible with mode file: nothing is sent through Braze',
    ],
    [
      'a dimension whose attribute is that of the group',
      {
        dimensions: [creative, dimension('group', 'custom', [option('a'), option('b')])],
        delivery: { placeholders: [], mirrorOptions: true },
      },
      'dimensions[1].id: "group" is taken: mirrorOptions would write it over the attribute',
    ],
    [
      'an unknown fallback zone',
      { delivery: { fallbackTimeZone: 'Nowhere' } },
      'delivery.fallbackTimeZone: "Nowhere" is not an IANA time zone',
    ],
  ])('%s is an issue', (_, patch, expected) => {
    expect(found(agent(patch)).join('\n')).toContain(expected);
    expect(validateAgent(agent(patch))).toHaveLength(1);
  });

  test('a value that no placeholder expects is an issue at the value', () => {
    const typo = dimension('subject', 'content', [option('a', { values: { line: 'a', lin: 'b' } })]);
    expect(found(agent({ dimensions: [creative, typo] }))).toEqual([
      'dimensions[1].options[0].values.lin: No placeholder expects "lin"; did you mean `line`?',
    ]);
  });

  test('retired and silent template options need no campaign', () => {
    const template = dimension('creative', 'template', [
      option('mens'),
      option('old', { state: 'retired' }),
      option('none', { noSend: true }),
    ]);
    expect(found(agent({ dimensions: [template, subject], delivery: { ids: { mens: 'c1' } } }))).toEqual([]);
  });

  test('without a template dimension there is one campaign, `default`', () => {
    expect(found(agent({ dimensions: [subject], delivery: { ids: { default: 'c1' } } }))).toEqual([]);
    expect(found(agent({ dimensions: [subject], delivery: { ids: {} } }))).toEqual([
      'delivery.ids: The Braze campaign id is missing for `default`',
    ]);
  });

  test('a file and an answer on request need no ids, and a connection for their audience', () => {
    expect(found(agent({ delivery: { mode: 'file', activation: 'import', ids: {} } }))).toEqual([]);
    expect(found(agent({ delivery: { mode: 'file', activation: 'import', connection: '', ids: {} } }))).toEqual([
      expect.stringMatching(/^delivery\.connection: Mode file needs a connection: .* from which its audience comes$/),
    ]);
    expect(found(onRequest({}))).toEqual([]);
    const unconnected = onRequest({});
    const delivery = { ...unconnected.delivery, connection: '' };
    expect(found({ ...unconnected, delivery })).toEqual([
      expect.stringMatching(/^delivery\.connection: Mode api needs a connection: .* from which its audience comes$/),
    ]);
  });

  test('what an answer on request cannot keep is refused, each by its reason', () => {
    const budget = { option: null, maxPerDay: 10, maxTotal: null, unit: 'sends' } as const;
    const cap = { per: 'agent', max: 1, days: 7, window: 'rolling' } as const;
    const constraints = {
      ...{ budgets: [budget], caps: [cap, { ...cap, per: 'all_agents' as const }] },
      ...{ quietHours: { from: '21:00', to: '08:00' }, quietDays: ['sunday' as const] },
    };
    expect(
      found(onRequest({ constraints, schedule: { everyDays: 7 } })).map((each) => each.split(' because')[0]),
    ).toEqual([
      expect.stringMatching(/^schedule\.every: More than a day cannot be kept with mode api/),
      expect.stringMatching(/^constraints\.budgets\[0\]: A budget cannot be kept with mode api/),
      expect.stringMatching(/^constraints\.caps\[1\]\.per: A cap over all agents cannot be kept with mode api/),
      expect.stringMatching(/^constraints\.quietHours: Quiet hours cannot be kept with mode api/),
    ]);
    const hours = dimension('hour', 'send_hour', [option('h9', { hour: 9 }), option('h18', { hour: 18 })]);
    expect(found(onRequest({ dimensions: [creative, hours] })).join()).toContain(
      'dimensions[1].kind: Kind send_hour cannot be',
    );
  });

  test('a file must say how it is known what was acted on, with both choices explained; elsewhere there is no question', () => {
    const [missing, ...none] = found(agent({ delivery: { mode: 'file', activation: null } }));
    expect(none).toEqual([]);
    expect(missing).toMatch(/^delivery\.activation: .*`import` \(a decision trains once.*`assumed` \(every written/);
    expect(found(agent({ delivery: { mode: 'file', activation: 'assumed' } }))).toEqual([]);
    expect(found(agent({ delivery: { activation: 'assumed' } })).join()).toContain(
      'delivery.activation: activation is for the modes file and api',
    );
  });

  test('a dimension or value that would be a second column of the file is an issue, and only there', () => {
    const dimensions = [
      creative,
      dimension('send_at', 'custom', [option('a', { values: { line: 'a' } }), option('b', { values: { Line: 'b' } })]),
      dimension('value_x', 'custom', [option('a'), option('b')]),
    ];
    const delivery = { placeholders: [], ids: {} };
    expect(found(agent({ dimensions, delivery: { ...delivery, mode: 'file', activation: 'assumed' } }))).toEqual([
      'dimensions[1].id: "send_at" names a column of its own in every recommendation file; choose another id',
      'dimensions[1].options[1].values.Line: "Line" and "line" would be one column of the recommendation file',
      'dimensions[2].id: "value_x" names a column of its own in every recommendation file; choose another id',
    ]);
    const asked = onRequest({ dimensions });
    expect(found({ ...asked, delivery: { ...asked.delivery, ...delivery } })).toEqual([]);
  });
});

test('every issue of an agent is reported at once', () => {
  const wrong = agent({ timeZone: 'x', success: { event: '' }, learning: { draws: 0, floor: 2 }, context: [] });
  expect(validateAgent(wrong).map(({ path }) => path)).toEqual([
    'timeZone',
    'success.event',
    'learning.draws',
    'learning.floor',
  ]);
});

describe('contradictions', () => {
  const weekly = option('weekly', { everyDays: 7 });
  const daily = option('daily', { everyDays: 1 });
  const cap = (max: number, days: number) => ({ caps: [{ per: 'agent', max, days, window: 'rolling' } as const] });

  test('a frequency needs periods, and nothing else has any', () => {
    expect(found(withFrequency([weekly, option('often')]))).toEqual([
      'dimensions[1].options[1].everyDays: Option "often" needs its period, such as `every: 7 days`: until then it holds',
    ]);
    expect(found(withOptions([option('a', { everyDays: 7 })]))).toEqual([
      'dimensions[1].options[0].everyDays: Only a dimension of kind frequency has periods; "subject" is of kind content',
    ]);
  });

  test('a frequency and a schedule do not both say when a customer is due', () => {
    expect(found(withOptions([weekly], 'frequency'))).toEqual([
      expect.stringMatching(/^schedule\.everyDays: Dimension "subject" says when a customer is due again, so the/),
    ]);
    expect(found(withFrequency([weekly]))).toEqual([]);
  });

  test('a cap that a frequency must break each time is refused', () => {
    const both = withFrequency([weekly, daily]);
    expect(found({ ...both, constraints: { ...both.constraints, ...cap(2, 7) } })).toEqual([
      expect.stringMatching(/^constraints\.caps\[0\]\.max: At most 2 in 7 days contradicts option "daily"/),
    ]);
    const slow = withFrequency([weekly]);
    expect(found({ ...slow, constraints: { ...slow.constraints, ...cap(1, 7) } })).toEqual([]);
  });

  test('one option that sends nothing is enough', () => {
    const dimensions = [
      dimension('a', 'content', [option('x'), option('none', { noSend: true })]),
      dimension('b', 'offer', [option('y'), option('nothing', { noSend: true })]),
    ];
    const delivery = { placeholders: [], ids: { default: 'c1' } };
    expect(found(agent({ dimensions, delivery }))).toEqual([
      'dimensions[1].options[1].noSend: "nothing" sends nothing, and so does "none" of dimension "a"; one such option is enough',
    ]);
  });

  test('options that rule each other out are never chosen, and it is said of each', () => {
    const dimensions = [
      dimension('a', 'content', [option('x', { requires: { b: ['y'] } }), option('w')]),
      dimension('b', 'offer', [option('y', { requires: { a: ['w'] } }), option('z')]),
    ];
    const delivery = { placeholders: [], ids: { default: 'c1' } };
    expect(found(agent({ dimensions, delivery }))).toEqual([
      expect.stringMatching(/^dimensions\[0\]\.options\[0\]: Option "x" can never be chosen/),
    ]);
  });

  test('budgets are named once, limit what is sent, and count costs where there are some', () => {
    const base = withOptions([option('a', { cost: 2 }), option('b'), option('none', { noSend: true })]);
    const paid = { ...base, success: { ...base.success, currency: 'EUR' } };
    const budget = (id: string, unit: 'sends' | 'cost') => ({
      option: { dimension: 'subject', option: id },
      maxPerDay: 5,
      maxTotal: null,
      unit,
    });
    const issues = (...budgets: ReturnType<typeof budget>[]) =>
      found({ ...paid, constraints: { ...paid.constraints, budgets } });
    expect(issues(budget('a', 'sends'), budget('a', 'cost'))).toEqual([]);
    expect(issues(budget('a', 'sends'), budget('a', 'sends'))[0]).toMatch(/^constraints\.budgets\[1\]: Budget/);
    expect(issues(budget('none', 'sends'))[0]).toMatch(/sends nothing, so there is nothing to limit/);
    expect(issues(budget('b', 'cost'))[0]).toMatch(/needs options with a `cost`; "b" has none/);
  });

  test('costs are subtracted once, and only where there are some', () => {
    const success = { ...VALID.success, currency: 'EUR', subtractCosts: true } as const;
    expect(found({ ...VALID, success })[0]).toMatch(/no option has a `cost`/);
    const paid = { ...withOptions([option('a', { cost: 2 })]), success };
    expect(found(paid)).toEqual([]);
    expect(found({ ...paid, success: { ...success, value: 'amount - cost(option)' } })[0]).toMatch(/subtracted twice/);
  });

  test('a field with a personal name is refused', () => {
    const fields = [{ name: 'email', type: 'text' as const }];
    expect(found(agent({ success: { fields } }))[0]).toMatch(/^success\.fields\.email: "email" looks like an e-mail/);
  });
});

describe('what is not active yet', () => {
  test.each<[string, Agent]>([
    ['dimensions[1].kind', withOptions([option('a')], 'send_day')],
    ['dimensions[1].options[0].tags', withOptions([option('a', { tags: ['x'] })])],
  ])('%s is listed', (path, subjectOfTest) => {
    expect(inactiveFields(subjectOfTest).map((field) => field.path)).toEqual([path]);
  });

  test('what states what happens anyway is not listed', () => {
    expect(
      inactiveFields(agent({ delivery: { readBack: false }, success: { value: 'amount', currency: 'EUR' } })),
    ).toEqual([]);
    expect(inactiveFields(withOptions([option('a'), option('b', { state: 'paused' })], 'offer'))).toEqual([]);
  });
});

test('checking any agent of the right type gives issues with a path and a message, and never throws', () => {
  const word = fc.oneof(
    fc.constantFrom('a', 'b', 'creative', '__proto__', 'toString', ''),
    fc.string({ maxLength: 8 }),
  );
  const number = fc.oneof(fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY), fc.double());
  const options = fc.array(
    fc.record({
      id: word,
      label: word,
      values: fc.dictionary(word, fc.oneof(word, number)),
      hour: fc.option(number),
      cost: number,
      validFrom: fc.option(word.map(asDay)),
      requires: fc.dictionary(word, fc.array(word, { maxLength: 2 })),
      state: fc.constantFrom('active', 'paused', 'retired'),
      noSend: fc.boolean(),
    }),
    { maxLength: 3 },
  );
  const dimensions = fc.array(
    fc.record({ id: word, label: word, kind: fc.constantFrom(...DIMENSION_KINDS), options }),
    { maxLength: 3 },
  );
  const delivery = fc.record({ ids: fc.dictionary(word, word), placeholders: fc.array(word), connection: word });
  fc.assert(
    fc.property(dimensions, delivery, word, number, (made, sent, text, amount) => {
      const whole = made.map((each) => ({
        ...each,
        options: each.options.map((some) => option(some.id, some as Partial<Option>)),
      }));
      const any = agent({ dimensions: whole, delivery: sent, timeZone: text, groups: { agent: amount } });
      for (const issue of validateAgent(any)) {
        expect(issue.path).not.toBe('');
        expect(issue.message.length).toBeGreaterThan(5);
      }
      inactiveFields(any);
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('days that the report leaves out are calendar dates, each once', () => {
  const excludedDates = ['27.11.2026', '2026-01-02', '2026-01-02'].map(asDay);
  const issues = validateAgent(agent({ excludedDates })).map(({ path, message }) => `${path}: ${message}`);
  expect(issues).toEqual([
    expect.stringContaining('excludedDates[0]: "27.11.2026" is not a calendar date'),
    expect.stringContaining('excludedDates[2]: Date'),
  ]);
});
