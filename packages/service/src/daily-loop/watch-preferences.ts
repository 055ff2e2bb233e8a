/** Whether what customers prefer has changed, as the learn step notes it day by day; the watch goes on from the newest note. */
import { type ChangeState, NOTHING_WATCHED, type PreferenceChange, watchDay } from '@fitly/core/learn';
import type { DaySurprise } from '@fitly/core/policy';
import type { Day } from '@fitly/core/terms';
import { stepSummaries } from '@fitly/store';
import { CHANGES } from '../reporting/preference-notes.ts';
import type { RunContext } from './run-context.ts';

/** Notes of earlier versions have another name: what they hold against cannot be gone on with. */
const WATCH = 'preferences_watched';

export interface SurprisingDay {
  /** Of the decisions. */
  readonly day: Day;
  readonly surprise: DaySurprise;
}

/** For the summary of `learn`; empty where nothing is watched. `isReadAnew`: numbers of the context mean something else from now on. */
export async function watchNotes(
  { store, agent, day }: RunContext,
  days: readonly SurprisingDay[],
  isReadAnew: boolean,
): Promise<Readonly<Record<string, string>>> {
  if (days.length === 0 && !isReadAnew) return {};
  const notes = (await stepSummaries(store.state.db, agent.name, 'learn')).filter((each) => each.day < day);
  const newest = notes.findLast(({ summary }) => typeof (summary as Noted)[WATCH] === 'string');
  let state: ChangeState =
    newest === undefined || isReadAnew ? NOTHING_WATCHED : JSON.parse(String((newest.summary as Noted)[WATCH]));
  if (days.length === 0 && newest === undefined) return {};
  const changes: PreferenceChange[] = [];
  for (const { day: decided, surprise } of days) {
    const watched = watchDay(state, decided, surprise);
    state = watched.state;
    changes.push(...watched.changes);
  }
  return {
    [WATCH]: JSON.stringify(state),
    ...(changes.length === 0 ? {} : { [CHANGES]: JSON.stringify(changes) }),
  };
}

type Noted = Readonly<Record<string, unknown>>;
