/** What really came of the weeks that are over, to stand beside a forecast. */
import { type Agent, decisionDays } from '@fitly/core/design';
import { addColumns, emptyJointMoments, groupRatio, normalQuantile } from '@fitly/core/measure';
import type { CustomerKey, Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { listRuns } from '@fitly/store';
import { maturedDays, readOwnLog } from '../evaluating/own-log.ts';
import { loadReport } from '../reporting/load-report.ts';
import type { Workspace } from '../workspace/workspace.ts';

interface RealWeek {
  /** From 1. */
  readonly week: number;
  /** Null while the uplift is withheld: beside random control its mean would tell it. */
  readonly agent: RealGroup | null;
  readonly randomControl: RealGroup;
}

export interface RealGroup extends RealMean {
  readonly decisions: number;
}

interface RealMean {
  /** Reward per `decisionDays` days of exposure, as in the forecast; null without any. */
  readonly mean: number | null;
  /** 95 %, errors by customer, for one look; null where fewer than ten decisions earned something. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Reality {
  readonly firstDay: Day;
  readonly byWeek: readonly RealWeek[];
  /** Random control's decisions that earned something, per `decisionDays` days of exposure; null without any. */
  readonly controlRate: number | null;
}

/** Null before anything has matured. */
export async function realityOf(workspace: Workspace, agent: Agent): Promise<Reality | null> {
  const place = { store: workspace.store, agent };
  const firstDay = (await listRuns(workspace.store.state.db, agent.name))[0]?.day;
  const days = await maturedDays(place, { from: null, to: null });
  if (firstDay === undefined || days.length === 0) return null;
  const read = async (group: 'agent' | 'random_control') =>
    (await readOwnLog(place, { days, group, perDay: false })).rows.map(
      ({ day, customerKey, reward, exposureDays }): Decided => ({
        week: Math.floor((dayNumber(day) - dayNumber(firstDay)) / 7),
        ...{ customerKey, reward },
        periods: exposureDays / decisionDays(agent),
      }),
    );
  const [agents, control] = [await read('agent'), await read('random_control')];
  const isWithheld = await isUpliftWithheld(workspace, agent);
  const weeks = 1 + Math.max(...[...agents, ...control].map(({ week }) => week), -1);
  return {
    firstDay,
    byWeek: Array.from({ length: weeks }, (_, week) => ({
      week: week + 1,
      agent: isWithheld ? null : groupOf(agents, week),
      randomControl: groupOf(control, week),
    })),
    controlRate: perPeriod(control, (reward) => Number(reward > 0)),
  };
}

async function isUpliftWithheld(workspace: Workspace, { name }: Agent): Promise<boolean> {
  const report = await loadReport(workspace, name);
  return report?.contrasts.find(({ id }) => id === 'agent_vs_random_control')?.verdict === 'withheld';
}

interface Decided {
  readonly week: number;
  readonly customerKey: CustomerKey;
  readonly reward: number;
  /** Exposure in `decisionDays`: how often it counts. */
  readonly periods: number;
}

function groupOf(rows: readonly Decided[], week: number): RealGroup {
  const own = rows.filter((row) => row.week === week);
  return { decisions: own.length, ...realMean(own) };
}

/** As in reports: with fewer successes the normal approximation says too little. */
const FEWEST_SUCCESSES = 10;
const WIDTH = normalQuantile(0.975);

/** The ratio of both sums, whose errors are those of customers: decisions of one of them hang together. */
export function realMean(rows: readonly Omit<Decided, 'week'>[]): RealMean {
  const mean = perPeriod(rows, (reward) => reward);
  const unknown = { mean, low: null, high: null };
  if (rows.filter(({ reward }) => reward !== 0).length < FEWEST_SUCCESSES) return unknown;
  const customers = [...Map.groupBy(rows, ({ customerKey }) => customerKey).values()];
  const sums = (pick: (row: Omit<Decided, 'week'>) => number): number[] =>
    customers.map((own) => own.reduce((sum, row) => sum + pick(row), 0));
  const columns = [sums(({ reward }) => reward), sums(({ periods }) => periods)];
  const ratio = groupRatio(addColumns(emptyJointMoments(2), columns));
  if (ratio.kind === 'refused') return unknown;
  const half = WIDTH * Math.sqrt(ratio.variance / ratio.n);
  return { mean, low: ratio.value - half, high: ratio.value + half };
}

/** A decision that holds twice as long counts twice. */
export function perPeriod(
  rows: readonly Pick<Decided, 'reward' | 'periods'>[],
  worth: (reward: number) => number,
): number | null {
  const periods = rows.reduce((total, row) => total + row.periods, 0);
  return periods > 0 ? rows.reduce((total, { reward }) => total + worth(reward), 0) / periods : null;
}
