/** What the difference between two versions of an agent means, field by field, before it is saved. */
import { GROUPS, type Group } from '../../terms.ts';
import type { Agent, Guardrail, Kpi, Option } from '../agent.ts';
import { type AgentChange, changeAt, fieldChanges, unchanged, type Verdict } from './agent-change.ts';
import { contextChanges } from './context-changes.ts';
import { dimensionChanges } from './dimension-changes.ts';
import { listChanges } from './list-changes.ts';
import { RETIRED_FOR_EVER } from './option-changes.ts';
import {
  AUDIENCE,
  BEFORE_SENDING,
  CONSTRAINTS,
  DELIVERY,
  DESCRIPTION,
  EXCLUDED_DATES,
  GROUPS_CHANGED,
  LEARNING,
  NAME,
  nextRun,
  SCHEDULE,
  SUCCESS,
  TIME_ZONE,
} from './setting-verdicts.ts';

/**
 * Every difference, in the order of the file; empty when both mean the same. `earlier` are all versions saved so far:
 * an option that any of them retired must not come back, even when the newest one does not list it.
 */
export function describeChanges(before: Agent, now: Agent, earlier: readonly Agent[] = []): AgentChange[] {
  const found = (Object.keys(SECTIONS) as (keyof Agent)[]).flatMap((section) => SECTIONS[section](before, now));
  const reused = reusedIds(before, now, earlier);
  const paths = new Set(reused.map((change) => change.path));
  return [...found.filter((change) => !paths.has(change.path)), ...reused];
}

/** A section that is missing here does not compile. */
const SECTIONS: { readonly [Section in keyof Agent]: (before: Agent, now: Agent) => AgentChange[] } = {
  name: single('name', NAME),
  description: single('description', DESCRIPTION),
  timeZone: single('timeZone', TIME_ZONE),
  schedule: (before, now) => fieldChanges('schedule', before.schedule, now.schedule, SCHEDULE),
  audience: (before, now) => fieldChanges('audience', before.audience, now.audience, AUDIENCE),
  success: (before, now) => fieldChanges('success', before.success, now.success, SUCCESS),
  kpis: (before, now) => metricChanges<Kpi>('kpis', before.kpis, now.kpis, 'is reported'),
  guardrails: (before, now) => metricChanges<Guardrail>('guardrails', before.guardrails, now.guardrails, 'is watched'),
  excludedDates: single('excludedDates', EXCLUDED_DATES),
  groups: (before, now) => {
    const changed = GROUPS.filter((group) => !unchanged(before.groups[group], now.groups[group]));
    if (changed.length === 0) return [];
    return [changeAt('groups', sharesOf(before, changed), sharesOf(now, changed), GROUPS_CHANGED)];
  },
  dimensions: (before, now) => dimensionChanges(before.dimensions, now.dimensions),
  constraints: (before, now) => fieldChanges('constraints', before.constraints, now.constraints, CONSTRAINTS),
  context: (before, now) => contextChanges(before.context, now.context),
  learning: (before, now) => fieldChanges('learning', before.learning, now.learning, LEARNING),
  delivery: (before, now) => fieldChanges('delivery', before.delivery, now.delivery, DELIVERY),
  beforeSending: (before, now) =>
    fieldChanges('beforeSending', before.beforeSending, now.beforeSending, BEFORE_SENDING),
};

function single(field: 'name' | 'description' | 'timeZone' | 'excludedDates', verdict: Verdict) {
  return (before: Agent, now: Agent): AgentChange[] =>
    unchanged(before[field], now[field]) ? [] : [changeAt(field, before[field], now[field], verdict)];
}

const sharesOf = ({ groups }: Agent, shown: readonly Group[]): string[] =>
  shown.map((group) => `${group} ${Math.round(groups[group] * 1e6) / 1e4} %`);

/** KPIs and guardrails: figures that are looked at and never learned from. */
function metricChanges<T extends Kpi | Guardrail>(
  path: string,
  before: readonly T[],
  now: readonly T[],
  does: string,
): AgentChange[] {
  return listChanges<T>({
    path,
    before,
    now,
    idOf: (metric) => metric.id,
    show: (metric) => `${metric.event} per ${metric.per}`,
    added: () => nextRun(`${does} from the next run on; nothing is learned from it`),
    removed: () => nextRun(`${does} no longer; its past figures stay`),
    changed: (at, was, is) => {
      if (unchanged(was, is)) return [];
      return [
        changeAt(at, was, is, nextRun(`${does} in its new form from the next run on; nothing is learned from it`)),
      ];
    },
    moved: { effect: 'none', message: 'only the order is another one' },
  });
}

/** Options that come back although an earlier version has retired them; the same id in another dimension is another option. */
export function reusedIds(before: Agent, now: Agent, earlier: readonly Agent[]): AgentChange[] {
  return now.dimensions.flatMap((dimension) =>
    dimension.options.flatMap((option) => {
      const isLive = (found: Option | undefined): boolean => found !== undefined && found.state !== 'retired';
      const was = optionOf(before, dimension.id, option.id);
      if (option.state === 'retired' || isLive(was)) return [];
      const path = `dimensions.${dimension.id}.options.${option.id}${was === undefined ? '' : '.state'}`;
      const wasRetired = earlier.some((agent) => optionOf(agent, dimension.id, option.id)?.state === 'retired');
      return wasRetired ? [changeAt(path, 'retired in an earlier version', option.state, RETIRED_FOR_EVER)] : [];
    }),
  );
}

const optionOf = (agent: Agent, dimensionId: string, optionId: string): Option | undefined =>
  agent.dimensions.find((dimension) => dimension.id === dimensionId)?.options.find((option) => option.id === optionId);
