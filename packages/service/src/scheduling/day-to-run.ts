/** Which date a run asked for by hand is for. Pure. */
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import type { Run } from '@fitly/store';

interface AskedDay {
  readonly agent: AgentName;
  readonly runs: readonly Pick<Run, 'day' | 'status'>[];
  /** By the clock of its connection, in its zone. */
  readonly today: Day;
  /** Null: the day after the newest run, or that run while it is unfinished. */
  readonly asked: Day | null;
}

/** Throws `run_date_invalid` for a day that cannot be run. */
export function dayToRun({ agent, runs, today, asked }: AskedDay): Day {
  const newest = runs.at(-1);
  const next = newest === undefined ? today : newest.status === 'done' ? addDays(newest.day, 1) : newest.day;
  const day = asked ?? next;
  const latest = newest === undefined || newest.day < today ? today : addDays(newest.day, 1);
  if (day > latest) {
    throw new FitlyError(
      'run_date_invalid',
      `${day} lies ahead: the next day that can be run is ${latest} or earlier`,
      {
        next: `leave --date out to run the next day`,
      },
    );
  }
  if (newest !== undefined && day < newest.day && !runs.some((run) => run.day === day)) {
    throw new FitlyError(
      'run_date_invalid',
      `${day} lies before the newest run, ${newest.day}: a past day is not made up`,
      {
        next: `run ${addDays(newest.day, 1)} next, or look at a past day with: fitly replay ${agent} --date DAY`,
      },
    );
  }
  if (newest !== undefined && newest.status !== 'done' && day > newest.day) {
    throw new FitlyError('run_date_invalid', `the run of ${newest.day} is not finished yet`, {
      next: `finish it first: fitly run ${agent} --date ${newest.day}`,
    });
  }
  return day;
}
