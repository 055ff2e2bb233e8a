/** What is to be run next, of all agents: a plan as data, worked out anew whenever anything has ended or changed. Pure. */
import type { WorkspaceFile } from '@fitly/contract';
import type { LifeState } from '@fitly/core/design';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { addDays, dayNumber, dayOf } from '@fitly/core/time';
import { type DailySchedule, type RunDate, runFrom } from './next-run.ts';

/**
 * What becomes of dates that were over before anybody ran them. Neither decides for anybody or sends anything:
 * - `catch_up`: each is run, oldest first: it takes in, learns, enrols and measures.
 * - `skip`: they are left out; the next run takes in and learns from what has come since.
 */
export type MissedDays = WorkspaceFile['missedDays'];

export interface ScheduledAgent extends DailySchedule {
  readonly name: AgentName;
  readonly state: LifeState;
  readonly newest: { readonly day: Day; readonly isDone: boolean } | null;
  /** Of an unfinished run: the instant of its next send, where it has said one. */
  readonly restsUntil: Instant | null;
  /** Stopped, and all its decisions have matured: nothing is left to run. */
  readonly isOver: boolean;
}

/**
 * The agent's next run, which is due once its instant has come. An unfinished run comes before any other, and
 * is due at once unless it rests. Null: a draft, or an
 * agent that is over. `now`: by the clock of its connection.
 */
export function nextRunOf(agent: ScheduledAgent, now: Instant, missedDays: MissedDays): RunDate | null {
  const { newest, timeZone } = agent;
  if (agent.state === 'draft') return null;
  if (newest !== null && !newest.isDone)
    return { day: newest.day, at: agent.restsUntil ?? Math.min(now, runFrom(newest.day, agent).at) };
  if (agent.isOver) return null;
  const today = dayOf(now, timeZone);
  const first = newest === null ? today : addDays(newest.day, 1);
  return runFrom(missedDays === 'skip' && first < today ? today : first, agent);
}

/** More than a date's run lies back, and nobody has said that the machine was off for so long: the clock may stand wrong. */
const MOST_DAYS_AWAY = 92;

/**
 * Whether the runs that there are say that the clock cannot be right. `behind`: the newest run lies ahead of it, so it stood wrong
 * then or does now; `ahead`: the newest run lies months back. `today`: by that clock, in the agent's zone.
 */
export function clockDoubt(newest: ScheduledAgent['newest'], today: Day): 'behind' | 'ahead' | null {
  if (newest === null) return null;
  const days = dayNumber(today) - dayNumber(newest.day);
  if (days < -1) return 'behind';
  return newest.isDone && days > MOST_DAYS_AWAY ? 'ahead' : null;
}
