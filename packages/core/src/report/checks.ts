/** What has to hold before a comparison is believed, and what should be read beside it. */
import {
  lossByGroup,
  type SampleRatio,
  sampleRatio,
  sequentialSampleRatio,
  stratifiedSampleRatio,
} from '../measure/index.ts';
import { DECIDED_GROUPS, GROUPS } from '../terms.ts';
import { enrolmentChecks } from './enrolment-checks.ts';
import { formatCount, formatP, formatPlain, formatShare, formatUplift } from './format.ts';
import { ratioCheck } from './ratio-check.ts';
import type { Check } from './report.ts';
import type { ReportDay, ReportInput } from './report-input.ts';
import { totalSends } from './total-sends.ts';
import { GROUP_NAMES } from './words.ts';

/** More than this share of decisions without an answer is failed, and told after the run. A convention, not a theorem. */
export const IN_DOUBT_LIMIT = 0.001;
/** Fewer customers with known outcomes than this is failed. */
const KNOWN_LIMIT = 0.99;
/** Send volumes further apart than this, and than three times their Poisson error, are noted. */
const VOLUME_LIMIT = 0.02;

const WITHHOLDING: ReadonlySet<Check['id']> = new Set([
  'sample_ratio',
  'sample_ratio_daily',
  'sample_ratio_by_day',
  'sample_ratio_by_segment',
  'loss_by_group',
]);
/** Daily looks together alarm below this, as in `sequentialSampleRatio`. */
const DAILY_ALARM = 0.01;
/** Fewer losses expected in a group than this say nothing by a chi-square. */
const SMALLEST_EXPECTED_LOSS = 5;

export function buildChecks(input: ReportInput): Check[] {
  return [
    sampleRatioCheck(input),
    dailySampleRatioCheck(input),
    ...enrolmentChecks(input),
    ...lossCheck(input),
    outcomesCheck(input),
    inDoubtCheck(input),
    volumeCheck(input),
  ];
}

/** Why the sample ratio checks forbid every comparison; null when they do not. */
export function withheldReason(checks: readonly Check[]): string | null {
  const failed = checks.find(({ id, state }) => WITHHOLDING.has(id) && state === 'failed');
  if (failed === undefined) return null;
  const what = failed.id === 'loss_by_group' ? 'customers were lost by group' : 'group sizes do not match the plan';
  return `${what} (p\u00a0${formatP(failed.figures['p'] ?? 1)})`;
}

const inGroupOrder = (counts: Partial<Readonly<Record<string, number>>>): number[] =>
  GROUPS.map((group) => counts[group] ?? 0);

/** Of enrolled customers, and of those with known outcomes when some are missing: the smaller p counts. */
function sampleRatioCheck(input: ReportInput): Check {
  const byEpoch = epochCounts(input, input.days.at(-1));
  if (byEpoch !== null) return epochCheck(input, byEpoch);
  const shares = inGroupOrder(input.shares);
  const enrolled = inGroupOrder(input.enrolled);
  const missing = inGroupOrder(input.missing);
  const assigned = withErased(enrolled, input.erased);
  const known = enrolled.map((count, i) => Math.max(0, count - missing[i]!));
  const looks = [sampleRatio(assigned, shares), sampleRatio(known, shares)];
  const worst = looks.reduce((a, b) => (pOf(b) < pOf(a) ? b : a));
  return ratioCheck('sample_ratio', 'Group sizes', worst, comparedCounts(input, assigned) + erasedWords(input));
}

interface EpochCounts {
  readonly name: string;
  readonly observed: readonly number[];
  readonly shares: readonly number[];
}

/** Customers by group of each epoch, against the shares of their own time; null while the shares have never changed. */
function epochCounts({ epochs = [] }: ReportInput, day: ReportDay | undefined): EpochCounts[] | null {
  if (epochs.length < 2 || day?.epochs === undefined) return null;
  const found = new Map(day.epochs.map(({ epoch, groups }) => [epoch, groups]));
  const all = GROUPS.map((group) => day.groups[group]?.n ?? 0);
  return epochs.map(({ epoch, shares }) => ({
    name: String(epoch),
    // Of which epoch the erased were is not known any more: they are spread as their group is.
    observed: GROUPS.map((group, i) => {
      const n = found.get(epoch)?.[group]?.n ?? 0;
      return all[i]! > 0 ? n + ((day.erased?.[group] ?? 0) * n) / all[i]! : n;
    }),
    shares: inGroupOrder(shares),
  }));
}

function epochCheck(input: ReportInput, strata: readonly EpochCounts[]): Check {
  const { pooled, alarms, strata: found } = stratifiedSampleRatio(strata);
  const checked = found.flatMap(({ check }) => (check.kind === 'checked' ? [check.p] : []));
  const smallest = Math.min(1, ...checked.map((p) => p * checked.length));
  const alarm = pooled?.alarm === true || alarms.length > 0;
  const worst: SampleRatio =
    pooled === null ? NOT_CHECKED : { kind: 'checked', ...pooled, p: Math.min(pooled.p, smallest), alarm };
  const detail = `each of ${strata.length} epochs against its own shares${alarms.length > 0 ? `; not as planned: epoch ${alarms.join(', ')}` : ''}`;
  return ratioCheck('sample_ratio', 'Group sizes', worst, detail + erasedWords(input));
}

function dailySampleRatioCheck(input: ReportInput): Check {
  const byDay = input.days.flatMap((day) => epochCounts(input, day) ?? []);
  if (byDay.length > 0) return dailyEpochCheck(byDay);
  const shares = inGroupOrder(input.shares);
  const looks = input.days.map(({ groups, erased }) =>
    withErased(
      GROUPS.map((group) => groups[group]?.n ?? 0),
      erased,
    ),
  );
  const newest = withErased(inGroupOrder(input.enrolled), input.erased);
  const check = sequentialSampleRatio([...looks, newest], shares);
  return ratioCheck('sample_ratio_daily', 'Group sizes over time', check, 'valid for daily reading');
}

const NOT_CHECKED: SampleRatio = { kind: 'refused', reason: 'no_customers' };

/** Each epoch over all days; the smallest p counts as often as there are epochs. */
function dailyEpochCheck(looks: readonly EpochCounts[]): Check {
  const isLook = ({ observed }: EpochCounts): boolean => observed.some((count) => count > 0);
  const byEpoch = [...Map.groupBy(looks.filter(isLook), ({ name }) => name).values()];
  const checks = byEpoch
    .map((days) => days.map(({ observed }) => observed))
    .map((days, i) => sequentialSampleRatio(days, byEpoch[i]![0]!.shares));
  const worst = checks.reduce((a, b) => (pOf(b) <= pOf(a) ? b : a), NOT_CHECKED);
  const p = Math.min(1, pOf(worst) * checks.length);
  const corrected = worst.kind === 'checked' ? { ...worst, p, alarm: p < DAILY_ALARM } : worst;
  return ratioCheck('sample_ratio_daily', 'Group sizes over time', corrected, 'valid for daily reading, by epoch');
}

/** An honest loss is the same in every group; nothing to check while nobody is lost. */
function lossCheck(input: ReportInput): Check[] {
  const assigned = withErased(inGroupOrder(input.enrolled), input.erased);
  const missing = inGroupOrder(input.missing);
  const analysed = inGroupOrder(input.enrolled).map((count, i) => Math.max(0, count - missing[i]!));
  const total = assigned.reduce((a, b) => a + b, 0);
  const lost = total - analysed.reduce((a, b) => a + b, 0);
  const check = lossByGroup(assigned, analysed);
  if (lost === 0 || check.kind === 'refused') return [];
  const id = 'loss_by_group';
  const shares = GROUPS.flatMap((group, i) =>
    check.lost[i] == null ? [] : [`${GROUP_NAMES[group]} ${formatShare(check.lost[i])}`],
  );
  const detail = `${formatCount(lost)} of ${formatCount(total)} left no known outcome or were erased: ${shares.join(', ')}`;
  const isEnough = assigned.every((count) => count === 0 || (count * lost) / total >= SMALLEST_EXPECTED_LOSS);
  if (!isEnough)
    return [{ id, state: 'not_known', summary: 'Losses by group: too few to compare', detail, figures: { lost } }];
  const { alarm, p, statistic, degrees } = check;
  return [
    {
      id,
      state: alarm ? 'failed' : 'passed',
      summary: alarm ? 'Customers were lost by group' : 'Losses are alike in all groups',
      detail: `χ² ${formatPlain(statistic, 3)}, ${degrees} df, p ${formatP(p)}: ${detail}`,
      figures: { p, statistic, degrees, lost },
    },
  ];
}

/** Who was erased had been assigned: a group does not become too small by requests to be forgotten. */
function withErased(counts: readonly number[], erased: ReportInput['erased']): number[] {
  const more = inGroupOrder(erased ?? {});
  return counts.map((count, i) => count + more[i]!);
}

/** `; 3 erased on request are counted here and nowhere else (the agent 2, holdout 1)`. */
function erasedWords({ erased = {} }: ReportInput): string {
  const rows = GROUPS.flatMap((group) =>
    erased[group] ? [`${GROUP_NAMES[group]} ${formatCount(erased[group])}`] : [],
  );
  if (rows.length === 0) return '';
  const total = inGroupOrder(erased).reduce((a, b) => a + b, 0);
  return `; ${formatCount(total)} erased on request are counted here and nowhere else (${rows.join(', ')})`;
}

const pOf = (check: SampleRatio): number => (check.kind === 'checked' ? check.p : 1);

function comparedCounts(input: ReportInput, enrolled: readonly number[]): string {
  const total = enrolled.reduce((a, b) => a + b, 0);
  const planned = inGroupOrder(input.shares);
  const rows = GROUPS.flatMap((group, i) =>
    planned[i]! > 0
      ? [`${GROUP_NAMES[group]} ${formatCount(enrolled[i]!)} (${formatCount(planned[i]! * total)} planned)`]
      : [],
  );
  return rows.join(', ');
}

function outcomesCheck(input: ReportInput): Check {
  const id = 'outcomes_known';
  const enrolled = inGroupOrder(input.enrolled).reduce((a, b) => a + b, 0);
  if (enrolled === 0)
    return { id, state: 'not_known', summary: 'Outcomes: not known', detail: 'nobody is enrolled yet', figures: {} };
  const missing = inGroupOrder(input.missing).reduce((a, b) => a + b, 0);
  const share = Math.max(0, 1 - missing / enrolled);
  return {
    id,
    state: share >= KNOWN_LIMIT ? 'passed' : 'failed',
    summary: `Outcomes of ${formatShare(share)} of customers known`,
    detail: `${formatCount(missing)} of ${formatCount(enrolled)} customers have no known outcome; all others are counted`,
    figures: { share, missing, enrolled },
  };
}

function inDoubtCheck(input: ReportInput): Check {
  const id = 'in_doubt';
  const sends = DECIDED_GROUPS.map((group) => totalSends(input.days, group));
  const decided = sends.reduce((sum, { decided }) => sum + decided, 0);
  const inDoubt = sends.reduce((sum, { inDoubt }) => sum + inDoubt, 0);
  if (decided === 0)
    return { id, state: 'not_known', summary: 'In doubt: not known', detail: 'nothing is decided yet', figures: {} };
  const share = inDoubt / decided;
  return {
    id,
    state: share <= IN_DOUBT_LIMIT ? 'passed' : 'failed',
    summary: `${formatShare(share)} in doubt`,
    detail: `Braze did not answer for ${formatCount(inDoubt)} of ${formatCount(decided)} decisions; none of them is sent again`,
    figures: { share, inDoubt, decided },
  };
}

/**
 * When the agent sends more or less than random control, volume and choice are mixed in the uplift. Per customer and day, as
 * since shares changed customers of one group have had more days than those of another.
 */
function volumeCheck(input: ReportInput): Check {
  const id = 'send_volume';
  const [agent, control] = DECIDED_GROUPS.map((group) => {
    const { accepted } = totalSends(input.days, group);
    const customerDays = input.days.reduce((sum, { groups }) => sum + (groups[group]?.n ?? 0), 0);
    return { accepted, perCustomer: customerDays > 0 ? accepted / customerDays : 0 };
  });
  if (agent === undefined || control === undefined || control.perCustomer === 0 || agent.perCustomer === 0)
    return {
      id,
      state: 'not_known',
      summary: 'Send volume: not known',
      detail: 'one of the two groups has no accepted message',
      figures: {},
    };
  const difference = agent.perCustomer / control.perCustomer - 1;
  const noise = 3 * Math.sqrt(1 / agent.accepted + 1 / control.accepted);
  const alike = Math.abs(difference) <= Math.max(VOLUME_LIMIT, noise);
  const perWeek = (volume: { readonly perCustomer: number }): string => (7 * volume.perCustomer).toFixed(2);
  const volumes = `${perWeek(agent)} messages per customer and week against ${perWeek(control)} in random control`;
  return {
    id,
    state: alike ? 'passed' : 'noted',
    summary: alike ? 'Agent and random control send alike' : `The agent sends ${formatUplift(difference)} messages`,
    detail: alike ? volumes : `${volumes}: the uplift mixes how much is sent with what is chosen`,
    figures: { agentPerCustomer: agent.perCustomer, controlPerCustomer: control.perCustomer, difference },
  };
}
