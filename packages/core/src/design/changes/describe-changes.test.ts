import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asAgentName, asDay } from '../../terms.ts';
import type { Agent, Dimension, Option } from '../agent.ts';
import { dimension, option, SHOP_AGENT } from '../fixtures.ts';
import { type AgentChange, CHANGE_EFFECTS, type ChangeEffect } from './agent-change.ts';
import { describeChanges } from './describe-changes.ts';

const [creative, subject, hour] = SHOP_AGENT.dimensions as [Dimension, Dimension, Dimension];
const [plain, benefit] = subject.options as [Option, Option];
const withSubject = (...options: readonly Option[]): Partial<Agent> => ({
  dimensions: [creative, { ...subject, options }, hour],
});
const changes = (more: Partial<Agent>, before: Agent = SHOP_AGENT): AgentChange[] =>
  describeChanges(before, { ...SHOP_AGENT, ...more });
const { schedule, success, context, learning, delivery, constraints, groups } = SHOP_AGENT;

describe('what a change means', () => {
  test.each<[string, Partial<Agent>, string, ChangeEffect]>([
    ['a description', { description: 'new' }, 'description', 'none'],
    ['a label', withSubject({ ...plain, label: 'Plain' }, benefit), 'dimensions.subject.options.plain.label', 'none'],
    ['the hour of the run', { schedule: { ...schedule, runAt: '07:00' } }, 'schedule.runAt', 'from_next_run'],
    ['the cadence', { schedule: { ...schedule, everyDays: 7 } }, 'schedule.every', 'from_next_run'],
    ['the zone', { timeZone: 'Europe/Paris' }, 'timeZone', 'from_next_run'],
    [
      'a rule on the audience',
      { audience: { ...SHOP_AGENT.audience, rule: 'true' } },
      'audience.rule',
      'from_next_run',
    ],
    ['the horizon', { success: { ...success, horizonDays: 7 } }, 'success.horizon', 'forbidden'],
    ['the metric', { success: { ...success, event: 'purchase' } }, 'success.event', 'forbidden'],
    ['the attribution', { success: { ...success, attribution: 'direct' } }, 'success.attribution', 'forbidden'],
    ['the shares', { groups: { ...groups, agent: 0.6, holdout: 0.2 } }, 'groups', 'new_epoch'],
    ['an added option', withSubject(plain, benefit, option('new')), 'dimensions.subject.options.new', 'learning_kept'],
    [
      'a paused option',
      withSubject(plain, { ...benefit, state: 'paused' }),
      'dimensions.subject.options.benefit.state',
      'learning_kept',
    ],
    [
      'a retired option',
      withSubject(plain, { ...benefit, state: 'retired' }),
      'dimensions.subject.options.benefit.state',
      'learning_kept',
    ],
    ['an option that is gone', withSubject(plain), 'dimensions.subject.options.benefit', 'forbidden'],
    [
      'other values under the same id',
      withSubject({ ...plain, values: { line: 'z' } }, benefit),
      'dimensions.subject.options.plain.values',
      'learning_partly_lost',
    ],
    ['another order of options', withSubject(benefit, plain), 'dimensions.subject.options', 'learning_kept'],
    [
      'a new dimension',
      { dimensions: [...SHOP_AGENT.dimensions, dimension('offer', 'offer', [option('none'), option('ten')])] },
      'dimensions.offer',
      'learning_partly_lost',
    ],
    ['a dimension that is gone', { dimensions: [creative, subject] }, 'dimensions.hour', 'forbidden'],
    [
      'a dimension of another kind',
      { dimensions: [creative, { ...subject, kind: 'custom' }, hour] },
      'dimensions.subject.kind',
      'forbidden',
    ],
    [
      'an added attribute',
      {
        context: [
          ...context,
          { attribute: 'tier', type: 'category', transform: 'none', topK: 20, pii: 'quarantine', history: null },
        ],
      },
      'context.tier',
      'from_next_run',
    ],
    [
      'history in the place of an attribute',
      { context: [{ ...context[0]!, history: { name: 'days_since_last_send', dimension: null } }] },
      'context.recency.history',
      'forbidden',
    ],
    ['a removed attribute', { context: [] }, 'context.recency', 'learning_partly_lost'],
    ['another type', { context: [{ ...context[0]!, type: 'category' }] }, 'context.recency.type', 'forbidden'],
    ['more categories', { context: [{ ...context[0]!, topK: 5 }] }, 'context.recency.topK', 'none'],
    ['a half-life', { learning: { ...learning, halfLifeDays: 30 } }, 'learning.halfLife', 'learning_partly_lost'],
    ['the policy', { learning: { ...learning, policy: 'uniform' } }, 'learning.policy', 'from_next_run'],
    [
      'the stages of a funnel',
      { learning: { ...learning, funnel: ['cart'] } },
      'learning.funnel',
      'learning_partly_lost',
    ],
    [
      'the agent to start from',
      { learning: { ...learning, startFrom: asAgentName('spring') } },
      'learning.startFrom',
      'forbidden',
    ],
    ['the temper', { learning: { ...learning, temper: 1 } }, 'learning.temper', 'from_next_run'],
    [
      'another campaign',
      { delivery: { ...delivery, ids: { ...delivery.ids, mens: 'c9' } } },
      'delivery.ids',
      'from_next_run',
    ],
    [
      'a cap',
      { constraints: { ...constraints, caps: [{ per: 'agent', max: 1, days: 7, window: 'rolling' }] } },
      'constraints.caps',
      'from_next_run',
    ],
  ])('%s', (_name, more, path, effect) => {
    expect(changes(more).map((change) => [change.path, change.effect])).toEqual([[path, effect]]);
  });

  test('only retiring cannot be taken back', () => {
    const final = (state: Option['state']): boolean[] =>
      changes(withSubject(plain, { ...benefit, state })).map((change) => change.irrevocable);
    expect([final('paused'), final('retired')]).toEqual([[false], [true]]);
  });

  test('a longer memory loses nothing; only the new options of delivery.ids are new', () => {
    const forgetful = { ...SHOP_AGENT, learning: { ...learning, halfLifeDays: 30 } };
    expect(changes({}, forgetful)).toMatchObject([{ path: 'learning.halfLife', before: '30', after: 'none' }]);
    expect(changes({}, forgetful)[0]?.effect).toBe('from_next_run');
    const more = changes({ delivery: { ...delivery, ids: { ...delivery.ids, kids: 'c3' } } });
    expect(more).toMatchObject([{ message: expect.stringContaining('all others go out as before') }]);
  });

  test('before and after are short texts, and null where there is nothing', () => {
    expect(changes({ groups: { ...groups, agent: 0.6, holdout: 0.2 } })).toMatchObject([
      { before: 'agent 70 %, holdout 10 %', after: 'agent 60 %, holdout 20 %' },
    ]);
    expect(changes(withSubject(plain, benefit, option('new')))).toMatchObject([{ before: null, after: 'new' }]);
    expect(changes(withSubject(plain))).toMatchObject([{ before: 'benefit', after: null }]);
    const long = changes({ description: 'x'.repeat(500) })[0]?.after ?? '';
    expect([long.length, long.endsWith('…')]).toEqual([60, true]);
  });
});

describe('ids are never reused', () => {
  const retired = { ...SHOP_AGENT, ...withSubject(plain, { ...benefit, state: 'retired' as const }) };
  const gone = { ...SHOP_AGENT, ...withSubject(plain) };
  const asPath = (found: readonly AgentChange[]): string[] =>
    found.filter((change) => change.effect === 'forbidden').map((change) => change.path);

  test.each<[string, Agent, Agent[]]>([
    ['the newest version retired', retired, []],
    ['an earlier version retired and the newest one does not list', gone, [retired, gone]],
  ])('an option that %s does not come back', (_name, before, earlier) => {
    const found = describeChanges(before, SHOP_AGENT, earlier);
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain('never reused');
    expect(asPath(found)[0]).toContain('dimensions.subject.options.benefit');
  });

  test('it may be listed as retired again, and another dimension may use the same id', () => {
    expect(asPath(describeChanges(gone, retired, [retired, gone]))).toEqual([]);
    const elsewhere = {
      ...gone,
      dimensions: [{ ...creative, options: [...creative.options, option('benefit')] }, hour],
    };
    const found = describeChanges({ ...gone, dimensions: [creative, hour] }, elsewhere, [retired, gone]);
    expect(asPath(found)).toEqual([]);
  });

  test('an id that is active in the newest version is not accused of its past', () =>
    expect(describeChanges(SHOP_AGENT, SHOP_AGENT, [retired])).toEqual([]));
});

describe('nothing is left out', () => {
  test('whatever field of an agent is changed, something is said about it', () => {
    fc.assert(
      fc.property(anyAgent, fc.nat(), fc.nat(), (agent, which, how) => {
        const places = placesOf(agent);
        const place = places[which % places.length]!;
        const changed = structuredClone(agent);
        changeAtPlace(changed, place, how);
        const found = describeChanges(agent, changed);
        expect(found.length, place.join('.')).toBeGreaterThan(0);
        for (const change of found) {
          expect(CHANGE_EFFECTS).toContain(change.effect);
          expect(change.message).toMatch(/^[a-z][^.]*[^. ]$/s);
          expect(change.before === null && change.after === null).toBe(false);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('an agent compared with itself, or with its fields in another order, has no change', () => {
    fc.assert(
      fc.property(anyAgent, (agent) => {
        expect(describeChanges(agent, structuredClone(agent))).toEqual([]);
        expect(describeChanges(agent, turned(agent))).toEqual([]);
      }),
    );
  });

  test('fields that an earlier Fitly did not write are no change', () => {
    const { format: _format, activation: _activation, ...olderDelivery } = delivery;
    const { fields: _fields, ...olderSuccess } = success;
    const older = { ...SHOP_AGENT, delivery: olderDelivery, success: olderSuccess, kpis: undefined } as never;
    expect(describeChanges(older, SHOP_AGENT)).toEqual([]);
  });
});

// Agents with everything in them.

const word = fc.stringMatching(/^[a-z]{3,8}$/);
const day = fc.constantFrom(asDay('2026-01-05'), asDay('2026-02-01'));
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const named = <T>(make: (id: string) => fc.Arbitrary<T>, minLength = 0): fc.Arbitrary<T[]> =>
  fc.uniqueArray(word, { minLength, maxLength: 3 }).chain((ids) => fc.tuple(...ids.map(make)) as fc.Arbitrary<T[]>);

const anyOption = (id: string): fc.Arbitrary<Option> =>
  fc.record({
    id: fc.constant(id),
    label: word,
    values: fc.dictionary(word, fc.oneof(word, fc.integer(), fc.boolean()), { maxKeys: 2 }),
    hour: orNull(fc.integer({ min: 0, max: 23 })),
    everyDays: orNull(fc.integer({ min: 1, max: 30 })),
    tags: fc.array(word, { maxLength: 2 }),
    cost: fc.integer({ min: 0, max: 9 }),
    validFrom: orNull(day),
    validTo: orNull(day),
    requires: fc.dictionary(word, fc.array(word, { minLength: 1, maxLength: 2 }), { maxKeys: 1 }),
    state: fc.constantFrom('active', 'paused', 'retired'),
    noSend: fc.boolean(),
  });

const anyDimension = (id: string): fc.Arbitrary<Dimension> =>
  named(anyOption, 1).map((options) => ({ id, label: id, kind: 'content', options }));

const anyAgent: fc.Arbitrary<Agent> = fc.record({
  ...(Object.fromEntries(Object.entries(SHOP_AGENT).map(([key, value]) => [key, fc.constant(value)])) as {
    [Key in keyof Agent]: fc.Arbitrary<Agent[Key]>;
  }),
  kpis: named((id) =>
    fc.record({
      id: fc.constant(id),
      label: word,
      event: word,
      value: word,
      count: fc.constant('events'),
      per: fc.constant('send'),
    }),
  ),
  guardrails: named((id) =>
    fc.record({
      id: fc.constant(id),
      event: word,
      per: fc.constant('send'),
      against: fc.constant('random_control'),
      limit: fc.constant(0.1),
      // biome-ignore lint/suspicious/noThenProperty: a word, not a function.
      then: fc.constant('alert'),
    }),
  ),
  dimensions: named(anyDimension, 1),
  context: named((attribute) =>
    fc.record({
      attribute: fc.constant(attribute),
      type: fc.constant('number'),
      transform: fc.constant('none'),
      topK: fc.nat(9),
    }),
  ),
  excludedDates: fc.array(day, { maxLength: 1 }),
  constraints: fc.record({
    rules: named((id) => fc.record({ id: fc.constant(id), denyWhen: word, reason: word })),
    caps: fc.constant([{ per: 'agent', max: 1, days: 7, window: 'rolling' }] as const),
    budgets: fc.constant([{ option: null, maxPerDay: 5, maxTotal: null, unit: 'sends' }] as const),
    quietHours: orNull(fc.constant({ from: '21:00', to: '08:00' })),
    quietDays: fc.subarray(['monday', 'sunday'] as const),
    blackoutDates: fc.array(day, { maxLength: 1 }),
  }),
} as never);

/** Where something stands: every leaf, every list and every record. */
function placesOf(value: unknown, at: readonly string[] = []): string[][] {
  const own = at.length === 0 ? [] : [[...at]];
  if (typeof value !== 'object' || value === null) return own;
  const below = Object.entries(value).flatMap(([key, each]) => placesOf(each, [...at, key]));
  return Array.isArray(value) || isOpenRecord(at) ? [...own, ...below] : below;
}

/** Records whose keys a person chooses. */
const isOpenRecord = (at: readonly string[]): boolean => ['values', 'requires', 'ids'].includes(at.at(-1) ?? '');

function changeAtPlace(root: object, place: readonly string[], how: number): void {
  const parent = place.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as never, root as never);
  const key = place.at(-1)!;
  parent[key] = another(parent[key], how);
}

function another(value: unknown, how: number): unknown {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value === null) return 7;
  if (!Array.isArray(value)) return { ...(value as object), [`key${how}`]: 'x' };
  if (how % 2 === 0 && value.length > 0) return value.slice(1);
  const like = value[0];
  if (typeof like !== 'object' || like === null) return [...value, 'more'];
  const name = 'id' in like ? 'id' : 'attribute' in like ? 'attribute' : 'name';
  return [...value, { ...like, [name]: 'more' }];
}

/** The same with the keys of every object turned around. */
function turned<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(turned) as T;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, turned(each)]),
  ) as T;
}
