/** What really came of the weeks that are over, to stand beside a forecast. */
import type { Agent } from '@fitly/core/design';
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
  /** Reward per decision; null without any. */
  readonly mean: number | null;
}

export interface Reality {
  readonly firstDay: Day;
  readonly byWeek: readonly RealWeek[];
  /** Share of random control's decisions that earned something; null without any. */
  readonly controlRate: number | null;
}

/** Null before anything has matured. */
export async function realityOf(place: { readonly store: Store; readonly agent: Agent }): Promise<Reality | null> {
  const firstDay = (await listRuns(place.store.state.db, place.agent.name))[0]?.day;
  const days = await maturedDays(place, { from: null, to: null });
  if (firstDay === undefined || days.length === 0) return null;
  const read = async (group: 'agent' | 'random_control') =>
    (await readOwnLog(place, { days, group, perDay: false })).rows.map(({ day, reward }) => ({
      week: Math.floor((dayNumber(day) - dayNumber(firstDay)) / 7),
      reward,
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
    controlRate: control.length === 0 ? null : control.filter(({ reward }) => reward > 0).length / control.length,
  };
}

function groupOf(rows: readonly { readonly week: number; readonly reward: number }[], week: number): RealGroup {
  const own = rows.filter((row) => row.week === week);
  const sum = own.reduce((total, { reward }) => total + reward, 0);
  return { decisions: own.length, mean: own.length === 0 ? null : sum / own.length };
}
