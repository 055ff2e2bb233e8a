/**
 * The demo's programme without the world around it: no HTTP, no database, no files; the same audience, the same pure
 * steps, the same keys. A second way to the same numbers: a test holds its decisions and totals against the product's.
 */
import { createHash } from 'node:crypto';
import { attributesOf, CAMPAIGNS, createHillstrom, externalIdOf, type Hillstrom, readRows } from '@fitly/braze-sandbox';
import {
  type ContextTable,
  contextRows,
  type DecisionTable,
  type Encoding,
  encodeTable,
  fitEncoding,
  matureRewards,
  numberColumn,
  textColumn,
  type ValuedEvent,
} from '@fitly/core/data';
import { assignGroup, decideDay, dueOn } from '@fitly/core/decide';
import { type Agent, actionSpace } from '@fitly/core/design';
import { planBatches, triggerProperties } from '@fitly/core/dispatch';
import { linearThompson, logisticPolicy, observationOf } from '@fitly/core/learn';
import { sipKey, subKey, uniform } from '@fitly/core/math';
import { addValues, emptyMoments, type Moments } from '@fitly/core/measure';
import { featureLayout, type Policy, type PolicyVersion, type TrainingRows } from '@fitly/core/policy';
import { asDay, type CustomerKey, type Day, type DecisionId, GROUPS, type Group } from '@fitly/core/terms';
import { addDays, dayNumber, instantOf } from '@fitly/core/time';
import { customerKey, deriveKeys, type Keys } from '@fitly/store';

export interface Programme {
  readonly agent: Agent;
  /** Of the sandbox's audience. */
  readonly seed: string;
  readonly keys: Keys;
  readonly installation: string;
  readonly planted: boolean;
  readonly customers: number;
  readonly days: number;
}

export interface Played {
  /** As each day's run reads them. */
  readonly days: readonly PlayedDay[];
  /** The decision log of each day. */
  readonly log: readonly DecisionTable[];
}

/** Success events per customer since the first day. */
export interface PlayedDay {
  readonly day: Day;
  readonly groups: Readonly<Record<Group, Moments>>;
  /** Of random control. */
  readonly halves: readonly [Moments, Moments];
}

const FIRST_DAY = asDay('2026-01-05');

/** Keys and installation of the demo: they follow from its seed. */
export const demoIdentity = (seed: string): Pick<Programme, 'seed' | 'keys' | 'installation'> => ({
  seed,
  keys: deriveKeys(createHash('sha256').update(`fitly demo key, seed ${seed}`).digest()),
  installation: `demo-${seed}`,
});

export function playProgramme(programme: Programme): Played {
  const { agent, keys, installation, days } = programme;
  const world = openWorld(programme);
  const groups = world.keys.map((key) => assignGroup(subKey(sipKey(keys.group), agent.name), key, agent.groups));
  const encoding = fitEncoding(agent.context, world.context, 1);
  const learner = startLearner(agent, encoding, keys, installation);
  const log: DecisionTable[] = [];
  const read: PlayedDay[] = [];
  const splitKey = subKey(sipKey(keys.split), agent.name);
  const halfOf = world.keys.map((key, row) =>
    groups[row] === 'random_control' ? Math.floor(uniform(splitKey, key) * 2) : null,
  );
  for (let number = 0; number < days; number++) {
    const day = addDays(FIRST_DAY, number);
    const runAt = instantOf(day, agent.schedule.runAt, agent.timeZone);
    world.look(runAt);
    read.push({ day, ...readDay(world.totals(), groups, halfOf) });
    const matured = log[number - agent.success.horizonDays];
    if (matured !== undefined) learner.learn(matured, world.events, day);
    const isDue = dueOn(subKey(sipKey(keys.due), agent.name), day, agent.schedule.everyDays);
    const due = world.keys.flatMap((key, row) => (isDue(key) ? [row] : []));
    const decisions = decideDay({
      agent,
      agentVersion: 1,
      day,
      decidedAt: runAt,
      rules: [],
      customers: due.map((row) => ({
        customerKey: world.keys[row]!,
        group: groups[row]!,
        timeZone: agent.timeZone,
        recentSends: [],
      })),
      context: contextRows(world.context, due),
      encoding,
      policyVersion: learner.version(),
      policyVersionNumber: learner.number(),
      spent: {},
      keys: { draw: sipKey(keys.draw), decisionId: sipKey(keys.decisionId), ticket: sipKey(keys.ticket) },
      installationId: installation,
    });
    world.send(decisions, day);
    log.push(decisions);
  }
  return { days: read, log };
}

function readDay(
  totals: Float64Array,
  groups: readonly Group[],
  halfOf: readonly (number | null)[],
): Omit<PlayedDay, 'day'> {
  const where = (isIn: (row: number) => boolean): Moments =>
    addValues(
      emptyMoments,
      totals.filter((_, row) => isIn(row)),
    );
  const byGroup = GROUPS.map((group) => [group, where((row) => groups[row] === group)]);
  return {
    groups: Object.fromEntries(byGroup) as Record<Group, Moments>,
    halves: [where((row) => halfOf[row] === 0), where((row) => halfOf[row] === 1)],
  };
}

interface World {
  /** Ascending. */
  readonly keys: readonly CustomerKey[];
  readonly context: ContextTable;
  readonly events: readonly ValuedEvent[];
  /** What an export at this instant would bring. */
  look(at: number): void;
  send(decisions: DecisionTable, day: Day): void;
  /** Success events per customer since the first look, in the order of `keys`. */
  totals(): Float64Array;
}

function openWorld({ agent, seed, keys: secret, planted, customers }: Programme): World {
  const { rows } = readRows();
  const startAt = instantOf(FIRST_DAY, '00:00', agent.timeZone);
  const audience = createHillstrom({ rows, customers, seed, planted, startAt });
  const order = Array.from({ length: audience.size }, (_, index) => ({
    index,
    key: customerKey(secret, externalIdOf(index)),
  }));
  order.sort((a, b) => (a.key < b.key ? -1 : 1));
  const rowOf = new Map(order.map(({ key }, row) => [key as string, row]));
  const before = new Float64Array(audience.size).fill(-1);
  const sums = new Float64Array(audience.size);
  const events: ValuedEvent[] = [];
  return {
    keys: order.map(({ key }) => key),
    context: contextOf(
      agent,
      audience,
      order.map(({ index }) => index),
    ),
    events,
    look(at) {
      for (const [row, { index, key }] of order.entries()) {
        const { visits, lastVisitAt } = audience.totals(index, at);
        const count = before[row] === -1 ? 0 : visits - before[row]!;
        before[row] = visits;
        sums[row]! += count;
        for (let i = 0; i < count; i++) events.push({ customerKey: key, at: lastVisitAt ?? at, value: 1 });
      }
    },
    send(decisions) {
      const rowOfId = new Map(Array.from(textColumn(decisions, 'decision_id'), (id, row) => [id ?? '', row]));
      const keysOf = textColumn(decisions, 'customer_key');
      for (const batch of planBatches({ decisions, agent, key: sipKey(secret.decisionId) })) {
        const arm = CAMPAIGNS.get(batch.targetId);
        if (arm === undefined) continue;
        for (const id of batch.decisionIds) {
          const row = rowOfId.get(id)!;
          const properties = triggerProperties(agent, optionsOf(agent, decisions, row), id);
          audience.receive(order[rowOf.get(keysOf[row] ?? '')!]!.index, batch.sendAt, arm, properties['subject_line']);
        }
      }
    },
    totals: () => sums,
  };
}

const optionsOf = (agent: Agent, decisions: DecisionTable, row: number): Record<string, string> =>
  Object.fromEntries(agent.dimensions.map(({ id }) => [id, textColumn(decisions, `option_${id}`)[row] ?? '']));

function contextOf(agent: Agent, audience: Hillstrom, order: readonly number[]): ContextTable {
  const value = (index: number, name: string): unknown => attributesOf(audience.customer(index))[name];
  return {
    attributes: agent.context,
    rowCount: order.length,
    columns: agent.context.map(({ attribute, type }) =>
      type === 'category'
        ? order.map((index) => String(value(index, attribute)))
        : Float64Array.from(order, (index) => Number(value(index, attribute))),
    ),
  };
}

interface Learner {
  learn(decisions: DecisionTable, events: readonly ValuedEvent[], day: Day): void;
  version(): PolicyVersion;
  number(): number;
}

/** The agent's policy, as its file says. */
function startLearner(agent: Agent, ...rest: [Encoding, Keys, string]): Learner {
  const { policy } = agent.learning;
  if (policy === 'uniform') return { learn: () => {}, version: () => ({ kind: 'uniform' }), number: () => 1 };
  return policy === 'logistic' ? learnerOf(logisticPolicy, agent, ...rest) : learnerOf(linearThompson, agent, ...rest);
}

function learnerOf<State>(
  policy: Policy<State>,
  agent: Agent,
  encoding: Encoding,
  keys: Keys,
  installation: string,
): Learner {
  const layout = featureLayout(actionSpace(agent.dimensions), encoding.features.length);
  let state = policy.emptyState(layout);
  let learnedOn: Day | null = null;
  let version: PolicyVersion = { kind: 'uniform' };
  let number = 1;
  return {
    version: () => version,
    number: () => number,
    learn(decisions, events, day) {
      const days = learnedOn === null ? 0 : dayNumber(day) - dayNumber(learnedOn);
      learnedOn = day;
      state = policy.forget({ state, layout, days, learning: agent.learning });
      const rows = trainingRows(agent, encoding, decisions, events);
      state = policy.learnDay({ state, layout, rows, shardKey: sipKey(keys.shard) });
      number += 1;
      const name = `${installation}/${agent.name}/${number}`;
      const { learning } = agent;
      version = policy.nextVersion({
        state,
        layout,
        learning,
        encodingVersion: 1,
        key: sipKey(keys.policy),
        name,
      });
    },
  };
}

function trainingRows(
  agent: Agent,
  encoding: Encoding,
  decisions: DecisionTable,
  events: readonly ValuedEvent[],
): TrainingRows {
  const ids = textColumn(decisions, 'decision_id');
  const customers = textColumn(decisions, 'customer_key');
  const at = numberColumn(decisions, 'decided_at');
  const rows = Array.from({ length: decisions.rowCount }, (_, row) => row);
  const { horizonDays } = agent.success;
  const earned = matureRewards({
    decisions: rows.map((row) => ({
      decisionId: ids[row] as DecisionId,
      customerKey: customers[row] as CustomerKey,
      decidedAt: at[row]!,
    })),
    events,
    horizonDays,
  });
  const rewardOf = new Map(earned.map((reward) => [reward.decisionId as string, reward]));
  const observed = rows.map((row) => observationOf(agent, rewardOf.get(ids[row] ?? '')!));
  const context: ContextTable = {
    attributes: agent.context,
    rowCount: decisions.rowCount,
    columns: agent.context.map(({ attribute, type }) =>
      type === 'category'
        ? Array.from(textColumn(decisions, `ctx_${attribute}`))
        : Float64Array.from(numberColumn(decisions, `ctx_${attribute}`)),
    ),
  };
  return {
    count: decisions.rowCount,
    customerKeys: rows.map((row) => customers[row] as CustomerKey),
    decisionIds: rows.map((row) => ids[row] as DecisionId),
    contexts: encodeTable(encoding, context),
    actions: Int32Array.from(numberColumn(decisions, 'action')),
    rewards: Float64Array.from(observed, ({ reward }) => reward),
    weights: Float64Array.from(observed, ({ weight }) => weight),
  };
}
