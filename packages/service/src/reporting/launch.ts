/** What an agent will be able to show, before it has begun: by figures that were given, or by what imports tell. */
import { MS_PER_DAY, type ValuedEvent, valueEvents } from '@fitly/core/data';
import { type Agent, maturedAfterDays } from '@fitly/core/design';
import { addValues, emptyMoments, rateVariance, sampleVariance } from '@fitly/core/measure';
import { type LaunchPlan, planLaunch } from '@fitly/core/report';
import { asDay } from '@fitly/core/terms';
import type { Store } from '@fitly/store';
import { IMPORTED } from '../daily-loop/imported-attributes.ts';
import { readImportedEvents } from '../importing/imported-events.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';
import { ALPHA } from './load-report.ts';
import { metricOf } from './metric-of.ts';

export interface LaunchGiven {
  /** In the audience; null: as many as the newest imported attributes tell of. */
  readonly customers: number | null;
  /** Share of customers with a success within `maturedAfterDays`, in (0, 1); null, and where a success is not 1: by imported events. */
  readonly baseRate: number | null;
}

type Baseline = Parameters<typeof planLaunch>[0]['baseline'];

/** Null where neither what is given nor what was imported (`store`; null: nothing) says enough. */
export async function launchOf(agent: Agent, given: LaunchGiven, store: Store | null): Promise<LaunchPlan | null> {
  const customers = given.customers ?? (store === null ? null : await importedCustomers(store, agent));
  if (customers === null) return null;
  const days = maturedAfterDays(agent);
  const metric = metricOf(agent);
  const baseline =
    given.baseRate !== null && metric.currency === null
      ? { mean: given.baseRate, variance: rateVariance(given.baseRate), days }
      : store === null
        ? null
        : await importedBaseline(store, agent, { customers, days });
  if (baseline === null) return null;
  return planLaunch({ customers, shares: agent.groups, alpha: ALPHA, label: metric.label, baseline });
}

const KEY = { name: 'customer_key', type: 'string' } as const;

async function importedCustomers({ lake }: Store, { name: agent }: Agent): Promise<number | null> {
  const files = await lake.files({ table: IMPORTED, agent });
  const newest = files
    .map(({ day }) => day)
    .sort()
    .at(-1);
  if (newest === undefined) return null;
  return (await lake.read({ table: IMPORTED, agent, day: newest, columns: [KEY] })).rowCount;
}

interface Wanted {
  readonly customers: number;
  readonly days: number;
}

/** By the newest `days` of imported success events, valued without options. */
async function importedBaseline(store: Store, agent: Agent, { customers, days }: Wanted): Promise<Baseline | null> {
  const events = await readImportedEvents({ store, agent }, asDay('9999-12-31'));
  const { value } = expressionsOf(agent);
  return baselineOf(valueEvents({ events, decisions: [], horizonDays: agent.success.horizonDays, value }), {
    customers,
    days,
  });
}

/**
 * The metric per customer over the newest `days` of what is told, or over all of it where that is shorter; customers without an
 * event count as 0. Null without events, or with events of more customers than there are.
 */
export function baselineOf(events: readonly ValuedEvent[], { customers, days }: Wanted): Baseline | null {
  const valued = events.filter(({ value }) => Number.isFinite(value));
  const newest = valued.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
  const oldest = valued.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
  const told = Math.min(days, Math.ceil((newest - oldest) / MS_PER_DAY));
  if (!(told >= 1)) return null;
  const totals = new Map<string, number>();
  for (const { customerKey, at, value } of valued)
    if (at > newest - told * MS_PER_DAY) totals.set(customerKey, (totals.get(customerKey) ?? 0) + value);
  if (totals.size > customers) return null;
  const silent = { ...emptyMoments, n: customers - totals.size };
  const moments = addValues(silent, [...totals.values()]);
  const variance = sampleVariance(moments);
  return variance === null ? null : { mean: moments.mean, variance, days: told };
}
