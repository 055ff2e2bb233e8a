/**
 * The guardrails of an agent after a run: for each, the events of every customer since they were enrolled, whatever was sent to
 * them, for the agent's group and whom it is compared with. An alarm of one that says `pause` pauses the agent before its next run.
 */
import type { RawEvent } from '@fitly/core/data';
import type { Guardrail } from '@fitly/core/design';
import { addCustomer, NO_RATIO_SUMS, type RatioSums, watchGuardrail } from '@fitly/core/measure';
import { type ContrastId, comparedWith, type GuardrailReading } from '@fitly/core/report';
import type { CustomerKey, Group } from '@fitly/core/terms';
import { type AgentStateChange, addAgentState, currentAgentState, type Db, listRuns } from '@fitly/store';
import { knownThen } from '../feeds/feed-events.ts';
import { acceptedSends, type SendTotals } from './accepted-sends.ts';
import { customersBy, eventsOfKpi } from './kpis-of-day.ts';
import type { RunContext } from './run-context.ts';

type Customers = Awaited<ReturnType<typeof customersBy>>;

export interface WatchedGuardrails {
  /** In the order of the agent file; empty without guardrails. */
  readonly readings: readonly GuardrailReading[];
  /** Accepted sends so far, for the next run; null where no guardrail counts them. */
  readonly sends: SendTotals | null;
}

export async function watchGuardrails(context: RunContext): Promise<WatchedGuardrails> {
  const { agent, day, store } = context;
  if (agent.guardrails.length === 0) return { readings: [], sends: null };
  const customers = await customersBy(context, day);
  const then = { day, known: await knownThen(store.state.db, agent.name, day), level: 'normal' } as const;
  const sends = agent.guardrails.some(({ per }) => per === 'send') ? await acceptedSends(context) : null;
  const [first] = await listRuns(store.state.db, agent.name);
  const planned = (first?.facts['planned_sizes'] ?? {}) as Partial<Record<ContrastId, number>>;
  const readings: GuardrailReading[] = [];
  for (const rail of agent.guardrails) {
    const events = await eventsOfKpi(context, rail, then);
    readings.push(readingOf(rail, events, { customers, sends, planned }));
  }
  return { readings, sends };
}

interface Facts {
  readonly customers: Customers;
  /** Null where no guardrail asks. */
  readonly sends: SendTotals | null;
  readonly planned: Partial<Record<ContrastId, number>>;
}

function readingOf(rail: Guardrail, events: readonly RawEvent[] | null, facts: Facts): GuardrailReading {
  const { id, event, per, against, limit, then: action } = rail;
  const told = { id, event, per, against, limit, action };
  if (events === null) return { ...told, state: 'not_known', agentRate: null, controlRate: null, low: null };
  const sums = sumsByGroup(events, facts, per);
  const { agent } = sums;
  const control = against === 'absolute' ? null : sums[against];
  const contrast = against === 'business_as_usual' ? 'agent_vs_business_as_usual' : 'agent_vs_random_control';
  const plannedSize = facts.planned[contrast] ?? agent.n + (control?.n ?? 0);
  return { ...told, ...watchGuardrail({ agent, control, limit, plannedSize }) };
}

function sumsByGroup(events: readonly RawEvent[], { customers, sends }: Facts, per: Guardrail['per']) {
  const counts = new Map<CustomerKey, number>();
  for (const { customerKey, at } of events) {
    if (at < (customers.get(customerKey)?.since ?? Number.POSITIVE_INFINITY)) continue;
    counts.set(customerKey, (counts.get(customerKey) ?? 0) + 1);
  }
  const sums: Record<Group, RatioSums> = {
    agent: NO_RATIO_SUMS,
    random_control: NO_RATIO_SUMS,
    business_as_usual: NO_RATIO_SUMS,
    holdout: NO_RATIO_SUMS,
  };
  for (const [key, { group }] of customers) {
    sums[group] = addCustomer(sums[group], counts.get(key) ?? 0, per === 'customer' ? 1 : (sends?.get(key) ?? 0));
  }
  return sums;
}

/** Of an earlier run. `pausedBy` null: no guardrail has paused the agent then. */
interface Watched {
  readonly readings: readonly Pick<GuardrailReading, 'id' | 'state'>[];
  readonly pausedBy: string | null;
}

/** Whether the alarm of a guardrail has paused the agent already, and has not ended since: then a person has seen it. */
export function isSeen(id: string, earlier: readonly Watched[]): boolean {
  for (const { readings, pausedBy } of earlier.toReversed()) {
    if (readings.find((each) => each.id === id)?.state === 'holds') return false;
    if (pausedBy === id) return true;
  }
  return false;
}

/**
 * The first alarm that pauses the agent now; null: none does, or it does not run. A guardrail whose pause a person has ended by
 * resuming goes on telling, and pauses again only once its limit was kept meanwhile: until then they have seen it.
 */
export async function pauseOf(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  readings: readonly GuardrailReading[],
  earlier: readonly Watched[],
): Promise<(Pick<AgentStateChange, 'by' | 'note'> & { readonly id: string }) | null> {
  if ((await currentAgentState(store.state.db, agent.name))?.state !== 'running') return null;
  const pausing = readings.filter(({ state, action }) => state === 'alarm' && action === 'pause');
  const alarm = pausing.find(({ id }) => !isSeen(id, earlier));
  if (alarm === undefined) return null;
  return { id: alarm.id, by: `guardrail ${alarm.id}`, note: alarmInWords(alarm) };
}

/** Where somebody has paused or stopped the agent meanwhile, their word stands. */
export async function pauseAgent(
  tx: Db,
  { agent, lakeNow }: Pick<RunContext, 'agent' | 'lakeNow'>,
  { by, note }: NonNullable<Awaited<ReturnType<typeof pauseOf>>>,
): Promise<void> {
  const newest = await currentAgentState(tx, agent.name);
  if (newest?.state !== 'running') return;
  await addAgentState(tx, { agent: agent.name, state: 'paused', at: lakeNow(), by, note, after: newest.seq });
}

/** `unsubscribe per send 2.1 % against 1.0 % of the random control: more than 10 % above it`. */
export function alarmInWords(reading: GuardrailReading): string {
  const { event, per, agentRate, controlRate, limit } = reading;
  const percent = (rate: number | null): string => `${((rate ?? 0) * 100).toPrecision(2)} %`;
  const above = limit === 0 ? 'above it' : `more than ${Number((limit * 100).toPrecision(4))} % above it`;
  const control = comparedWith(reading);
  const what = `${event} per ${per} ${percent(agentRate)}`;
  if (control === null) return `${what}: more than the limit of ${percent(limit)}`;
  return `${what} against ${percent(controlRate)} of the ${control}: ${above}`;
}

/** What the run tells of alarms; null: none. */
export function guardrailAlert(readings: readonly GuardrailReading[], isPaused: boolean): string | null {
  const alarms = readings.filter(({ state }) => state === 'alarm').map((each) => `${each.id}: ${alarmInWords(each)}`);
  if (alarms.length === 0) return null;
  return `guardrail ${alarms.join('; ')}${isPaused ? '; the agent is paused before its next run' : ''}`;
}
