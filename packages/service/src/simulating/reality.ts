/** What really came of the weeks that are over, to stand beside a forecast. */
import { type Agent, decisionDays } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { listRuns, type Store } from '@fitly/store';
import { maturedDays, readOwnLog } from '../evaluating/own-log.ts';

interface RealWeek {
  /** From 1. */
  readonly week: number;
  readonly agent: RealGroup;
  readonly randomControl: RealGroup;
}

interface RealGroup {
  readonly decisions: number;
  /** Reward per `decisionDays` days of exposure, as in the forecast; null without any. */
  readonly mean: number | null;
}

export interface Reality {
  readonly firstDay: Day;
  readonly byWeek: readonly RealWeek[];
  /** Random control's decisions that earned something, per `decisionDays` days of exposure; null without any. */
  readonly controlRate: number | null;
}

/** Null before anything has matured. */
export async function realityOf(place: { readonly store: Store; readonly agent: Agent }): Promise<Reality | null> {
  const firstDay = (await listRuns(place.store.state.db, place.agent.name))[0]?.day;
  const days = await maturedDays(place, { from: null, to: null });
  if (firstDay === undefined || days.length === 0) return null;
  const read = async (group: 'agent' | 'random_control') =>
    (await readOwnLog(place, { days, group, perDay: false })).rows.map(({ day, reward, exposureDays }) => ({
      week: Math.floor((dayNumber(day) - dayNumber(firstDay)) / 7),
      reward,
      periods: exposureDays / decisionDays(place.agent),
    }));
  const [agent, control] = [await read('agent'), await read('random_control')];
  const weeks = 1 + Math.max(...[...agent, ...control].map(({ week }) => week), -1);
  return {
    firstDay,
    byWeek: Array.from({ length: weeks }, (_, week) => ({
      week: week + 1,
      agent: groupOf(agent, week),
      randomControl: groupOf(control, week),
    })),
    controlRate: perPeriod(control, (reward) => Number(reward > 0)),
  };
}

interface Decided {
  readonly week: number;
  readonly reward: number;
  /** Exposure in `decisionDays`: how often it counts. */
  readonly periods: number;
}

function groupOf(rows: readonly Decided[], week: number): RealGroup {
  const own = rows.filter((row) => row.week === week);
  return { decisions: own.length, mean: perPeriod(own, (reward) => reward) };
}

/** A decision that holds twice as long counts twice. */
export function perPeriod(
  rows: readonly Pick<Decided, 'reward' | 'periods'>[],
  worth: (reward: number) => number,
): number | null {
  const periods = rows.reduce((total, row) => total + row.periods, 0);
  return periods > 0 ? rows.reduce((total, { reward }) => total + worth(reward), 0) / periods : null;
}
