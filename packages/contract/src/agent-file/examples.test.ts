/** The example agents: nothing is wrong with them, nothing in them is idle, and each fits its world and its guide. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Agent } from '@fitly/core/design';
import { asCustomerKey } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileExpressions } from '../rules/compile-expressions.ts';
import { parseAgentFile } from './parse-agent-file.ts';

const ROOT = new URL('../../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const exists = (path: string): boolean => existsSync(new URL(path, ROOT));

const EXAMPLES = readdirSync(new URL('examples/', ROOT));
const WITH_WORLD = EXAMPLES.filter((name) => exists(`examples/${name}/world.yaml`));

const parsed = (name: string) => parseAgentFile(read(`examples/${name}/agent.yaml`), 'agent.yaml');
function agentOf(name: string): Agent {
  const result = parsed(name);
  if (!result.ok) throw new Error(`examples/${name}/agent.yaml: ${JSON.stringify(result.issues)}`);
  return result.agent;
}

/** What of a world file an agent has to fit. */
interface World {
  readonly name: string;
  readonly every: string;
  readonly attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly campaigns?: Readonly<Record<string, { readonly id: string; readonly channel: string }>>;
  readonly segments: readonly { readonly id: string }[];
  readonly dimensions: readonly { readonly id: string; readonly options: readonly WorldOption[] }[];
  readonly outcomes: Readonly<Record<string, { readonly event?: string; readonly fields?: object }>>;
  readonly reward: { readonly outcome: string; readonly costs?: readonly Cost[] };
}
interface WorldOption {
  readonly id: string;
  readonly properties?: Readonly<Record<string, string | number>>;
  readonly hour?: number;
  readonly everyDays?: number;
  readonly campaign?: string;
  readonly noSend?: boolean;
}
interface Cost {
  readonly when?: { readonly property?: Readonly<Record<string, string>>; readonly channel?: string };
  readonly perSend?: number;
  readonly perEvent?: number;
}

test('each of the seven use cases has an agent, a world and a guide', () => {
  expect(WITH_WORLD).toHaveLength(7);
  expect(EXAMPLES.filter((name) => !exists(`examples/${name}/agent.yaml`))).toEqual([]);
  expect(WITH_WORLD.filter((name) => !exists(`docs/guides/use-cases/${name}.md`))).toEqual([]);
});

test.each(EXAMPLES)('the agent of %s has no mistake, and all that it states is active', (name) => {
  const result = parsed(name);
  expect(result.ok ? result.inactive : result.issues).toEqual([]);
  expect(agentOf(name).name).toBe(name);
});

describe.each(WITH_WORLD)('the agent of %s', (name) => {
  const agent = agentOf(name);
  const world = parse(read(`examples/${name}/world.yaml`)) as World;
  const worldOptions = world.dimensions.flatMap(({ options }) => options);

  test('names the segments of its world', () => {
    const { anyOf, allOf, noneOf } = agent.audience.segments;
    expect([...anyOf, ...allOf, ...noneOf].sort()).toEqual(world.segments.map(({ id }) => id).sort());
  });

  test('has the options of its world, and each passes what the world reacts to', () => {
    const own = agent.dimensions.map(({ id, options }) => ({
      id,
      options: options.map(({ id, values, hour, everyDays, noSend }) => ({ id, values, hour, everyDays, noSend })),
    }));
    const wanted = world.dimensions.map(({ id, options }) => ({
      id,
      options: options.map(({ id, properties = {}, hour = null, everyDays = null, noSend = false }) => {
        return { id, values: properties, hour, everyDays, noSend };
      }),
    }));
    expect(own).toEqual(wanted);
  });

  test('sends through the campaigns of its world, each option through its own', () => {
    const ofOption = worldOptions.flatMap(({ id, campaign }) => (campaign === undefined ? [] : [[id, campaign]]));
    const names = ofOption.length > 0 ? ofOption : Object.keys(world.campaigns ?? {}).map((each) => [each, each]);
    const wanted = names.map(([key, campaign]) => [key, world.campaigns?.[campaign ?? '']?.id]);
    expect(agent.delivery.ids).toEqual(Object.fromEntries(wanted));
    const passed = worldOptions.flatMap(({ properties = {} }) => Object.keys(properties));
    const stated = agent.delivery.mode === 'file' ? [] : [...new Set(passed)].sort();
    expect(agent.delivery.placeholders.toSorted()).toEqual(stated);
  });

  test('counts what its world is rewarded for, at the rhythm of the world', () => {
    const { event = 'purchase', fields = {} } = world.outcomes[world.reward.outcome] ?? {};
    expect(agent.success.event).toBe(event);
    expect(agent.success.fields.map((field) => field.name)).toEqual(Object.keys(fields));
    const periods = agent.dimensions.flatMap(({ options }) => options.flatMap(({ everyDays }) => everyDays ?? []));
    if (periods.length === 0) expect(`${agent.schedule.everyDays} days`).toBe(world.every);
    // A shorter horizon would measure only the best days of a choice that holds for longer.
    expect(agent.success.horizonDays).toBeGreaterThanOrEqual(Math.max(agent.schedule.everyDays, ...periods));
  });

  test('takes off the costs of its world: those of events in the value, those of sends from every send', () => {
    const { costs = [] } = world.reward;
    const own = agent.dimensions.flatMap(({ options }) => options.map(({ id, cost }) => [id, cost]));
    const channelOf = ({ campaign = '' }: WorldOption): string | undefined => world.campaigns?.[campaign]?.channel;
    const falls = ({ when = {} }: Cost, option: WorldOption): boolean =>
      when.property === undefined
        ? option.campaign !== undefined && (when.channel ?? channelOf(option)) === channelOf(option)
        : Object.entries(when.property).every(([key, value]) => option.properties?.[key] === value);
    const costOf = (option: WorldOption): number =>
      costs.reduce((sum, cost) => sum + (falls(cost, option) ? (cost.perSend ?? cost.perEvent ?? 0) : 0), 0);
    expect(own).toEqual(worldOptions.map((option) => [option.id, expect.closeTo(costOf(option), 9)]));
    expect(agent.success.subtractCosts).toBe(costs.some(({ perSend }) => perSend !== undefined));
    expect(agent.success.value.includes('cost(')).toBe(costs.some(({ perEvent }) => perEvent !== undefined));
  });

  test('knows the attributes of its world, each by its type', () => {
    const typeOf = ({ oneOf, probability }: Readonly<Record<string, unknown>>): string =>
      oneOf !== undefined ? 'category' : probability !== undefined ? 'boolean' : 'number';
    const own = agent.context.map(({ attribute, type }) => [attribute, type]);
    const wanted = Object.entries(world.attributes).map(([attribute, draw]) => [attribute, typeOf(draw)]);
    expect(own.sort()).toEqual(wanted.sort());
  });

  test('has groups in which a few thousand customers show a difference', () => {
    const { agent: own, random_control: control, holdout } = agent.groups;
    expect([own, control, holdout]).toEqual([0.6, 0.25, 0.15]);
  });

  test('is told by its guide: every dimension and option, and how to start it', () => {
    const guide = read(`docs/guides/use-cases/${name}.md`);
    const ids = world.dimensions.flatMap(({ id, options }) => [id, ...options.map((option) => option.id)]);
    const commands = [`fitly demo --example ${name}`, `--template ${name}`];
    expect([...ids.map((id) => `\`${id}\``), ...commands].filter((each) => !guide.includes(each))).toEqual([]);
  });
});

function worthOf(name: string, fields: Readonly<Record<string, number | string>>, card: string | null): number {
  const agent = agentOf(name);
  const result = compileExpressions(agent);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  const event = { customerKey: asCustomerKey('0'.repeat(32)), at: 0, amount: Number.NaN, fields };
  const cost = agent.dimensions[0]?.options.find(({ id }) => id === card)?.cost ?? 0;
  return result.expressions.value.evaluate(event, card === null ? {} : { card: { id: card, cost } });
}

test.each([12, 24, 36])('a renewal for %i months is worth its payments, discounted at 0.5 %% a month', (months) => {
  const fields = { contract_months: months, monthly_price: 30, discount_rate: 0.1 };
  const payments = Array.from({ length: months }, (_, month) => 27 / 1.005 ** (month + 1));
  const presentValue = payments.reduce((sum, each) => sum + each, 0);
  expect(worthOf('renewal', fields, null)).toBeCloseTo(presentValue, 2);
});

test('a referred account is worth what its card is, less the bonus that was advertised', () => {
  expect(worthOf('referral', { card: 'gold' }, 'gold')).toBe(230);
  expect(worthOf('referral', { card: 'travel' }, 'cash_back')).toBe(190);
  expect(worthOf('referral', { card: 'no_fee' }, null)).toBe(120);
});
