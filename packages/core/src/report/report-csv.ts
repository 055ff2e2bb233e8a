import type { Interval } from '../measure/index.ts';
import type { Report } from './report.ts';
import type { EpochMoments, ReadGroups } from './report-input.ts';

type Cell = string | number | null;
const HEADER = ['table', 'day', 'subject', 'detail', 'measure', 'value'] as const;

/**
 * The report as one long CSV (RFC 4180, CRLF): `table, day, subject, detail, measure, value`. Numbers in full precision,
 * rates and lifts as fractions. The tables `group_day`, `epoch_day` (where epochs or earlier behaviour play a part) and
 * `half_day` hold the sufficient statistics from which every estimate can be recomputed; `detail` says of which reading. KPI cards are made
 * of `group_day`, `send_day`, `kpi_total_day` and `segment_day`, checks of group sizes of `enrolled_day`, values of options of the sums in `insight`. Texts that a spreadsheet could take for a formula get a leading apostrophe.
 */
export function reportCsv(report: Report): string {
  const rows = [
    ['report', report.asOfDay, report.agent, 'metric', 'label', report.metric.label],
    ['report', report.asOfDay, report.agent, 'metric', 'event', report.metric.event],
    ['report', report.asOfDay, report.agent, 'finding', report.finding.verdict, report.finding.sentence],
    ...contrastRows(report),
    ...checkRows(report),
    ...groupRows(report),
    ...optionRows(report),
    ...messageRows(report),
    ...joinRows(report),
    ...reconciliationRows(report),
    ...refusalRows(report),
    ...audienceRows(report),
    ...brazeCountRows(report),
    ...funnelRows(report),
    ...doubtRows(report),
    ...enrolmentRows(report),
    ...dayRows(report),
    ...growthRows(report),
    ...trustRows(report),
    ...maturedRows(report),
    ...filterRows(report),
    ...planningRows(report),
    ...performanceRows(report),
    ...insightRows(report),
    ...timelineRows(report),
    ...outboundRows(report),
    ...inboundRows(report),
  ] satisfies readonly (readonly Cell[])[];
  return `${[HEADER, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

const contrastRows = ({ contrasts, asOfDay }: Report): Generator<Cell[]> =>
  comparisonRows('comparison', asOfDay, contrasts);

function* maturedRows({ matured, asOfDay }: Report): Generator<Cell[]> {
  if (matured === null) return;
  const { windowDays, enrolledUpTo, customers, heldBack, contrasts } = matured;
  for (const [measure, value] of Object.entries({ windowDays, enrolledUpTo, customers, heldBack }))
    yield ['matured', asOfDay, 'customers', 'window', measure, value];
  yield* comparisonRows('matured', asOfDay, contrasts);
}

function* filterRows({ filters, asOfDay }: Report): Generator<Cell[]> {
  for (const { id, fragile, levels } of filters?.contrasts ?? []) {
    yield ['filter', asOfDay, id, 'all levels', 'fragile', String(fragile)];
    for (const { level, verdict, says } of levels) {
      yield ['filter', asOfDay, id, level, 'verdict', verdict];
      yield ['filter', asOfDay, id, level, 'says', says];
    }
  }
}

function* comparisonRows(table: string, asOfDay: string, contrasts: Report['contrasts']): Generator<Cell[]> {
  for (const contrast of contrasts) {
    const { id, verdict, alpha, plannedSize, p, smallestP, since, reason } = contrast;
    for (const [measure, value] of Object.entries({ verdict, alpha, plannedSize, p, smallestP, since, reason }))
      yield [table, asOfDay, id, 'reading', measure, value];
    for (const kind of ['absolute', 'relative', 'increment'] as const)
      yield* intervalRows(table, asOfDay, id, kind, contrast[kind]);
    for (const [at, theta] of (contrast.adjustment?.theta ?? []).entries())
      yield [table, asOfDay, id, 'adjustment', `theta_${at + 1}`, theta];
    if (contrast.adjustment !== null)
      yield [table, asOfDay, id, 'adjustment', 'varianceReduction', contrast.adjustment.varianceReduction];
    for (const { day, absolute, relative } of contrast.series) {
      yield* intervalRows(`${table}_day`, day, id, 'absolute', absolute);
      yield* intervalRows(`${table}_day`, day, id, 'relative', relative);
    }
  }
}

function* intervalRows(table: string, day: string, id: string, kind: string, interval: Interval | null) {
  for (const [measure, value] of Object.entries(interval ?? {})) yield [table, day, id, kind, measure, value];
}

function* checkRows({ checks, asOfDay }: Report): Generator<Cell[]> {
  for (const { id, state, figures } of checks) {
    yield ['check', asOfDay, id, 'state', 'state', state];
    for (const [measure, value] of Object.entries(figures)) yield ['check', asOfDay, id, 'figure', measure, value];
  }
}

function* groupRows({ groups, asOfDay }: Report): Generator<Cell[]> {
  for (const { group, plannedShare, enrolled, missing, sends, outcome } of groups) {
    for (const [measure, value] of Object.entries({ plannedShare, enrolled, missing, ...sends, ...outcome }))
      yield ['group', asOfDay, group, 'so far', measure, value];
  }
}

function* messageRows({ messages, asOfDay }: Report): Generator<Cell[]> {
  for (const { group, accepted, stages } of messages?.groups ?? []) {
    for (const [stage, decisions] of Object.entries({ accepted, ...stages }))
      yield ['message', asOfDay, group, 'decisions', stage, decisions];
  }
  for (const { reason, counts } of messages?.aborts ?? []) {
    for (const [group, decisions] of Object.entries(counts))
      yield ['message', asOfDay, group, 'aborted', reason, decisions];
  }
}

function* joinRows({ joins, asOfDay }: Report): Generator<Cell[]> {
  for (const { kind, ...counts } of joins)
    for (const [measure, events] of Object.entries(counts)) yield ['join', asOfDay, kind, 'events', measure, events];
}

function* reconciliationRows({ reconciliation, asOfDay }: Report): Generator<Cell[]> {
  for (const { day, aborts, foreign, settled, ...counts } of reconciliation?.days ?? []) {
    for (const [measure, count] of Object.entries({ ...counts, settled: String(settled) }))
      yield ['reconciled_day', day, 'sends', 'count', measure, count];
    for (const { reason, decisions } of aborts) yield ['reconciled_day', day, 'sends', 'aborted', reason, decisions];
    for (const [group, sends] of Object.entries(foreign))
      yield ['reconciled_day', day, 'foreign', group, 'sends', sends];
  }
  for (const { target, sender, sends, groups } of reconciliation?.campaigns ?? [])
    for (const [group, count] of Object.entries({ all: sends, ...groups }))
      yield ['foreign_campaign', asOfDay, target, sender, group, count];
}

function* refusalRows({ refusals, asOfDay }: Report): Generator<Cell[]> {
  for (const { reason, today, last14 } of refusals) {
    yield ['refusal', asOfDay, reason, 'customers', 'today', today];
    yield ['refusal', asOfDay, reason, 'customers', 'last14', last14];
  }
}

function* optionRows({ dimensions, asOfDay }: Report): Generator<Cell[]> {
  for (const { id, options } of dimensions) {
    for (const option of options) {
      for (const group of ['agent', 'randomControl'] as const) {
        for (const [measure, value] of Object.entries(option[group]))
          yield [
            'option',
            asOfDay,
            `${id}=${option.id}`,
            group === 'agent' ? 'agent' : 'random_control',
            measure,
            value,
          ];
      }
    }
  }
}

/** Stages of the way out in order; `lost` says why those of the stage before are not in it. */
function* doubtRows({ doubts, asOfDay }: Report): Generator<Cell[]> {
  for (const { dimension, option, all, groups } of doubts)
    for (const [group, decisions] of Object.entries({ all, ...groups }))
      yield ['doubt', asOfDay, dimension ?? 'hour', option, group, decisions];
}

function* funnelRows({ funnel, asOfDay }: Report): Generator<Cell[]> {
  for (const { id, all, groups, braze, lost } of funnel?.stages ?? []) {
    for (const [measure, count] of Object.entries({ all, ...groups, braze }))
      yield ['funnel', asOfDay, id, 'count', measure, count];
    for (const { reason, all: everybody, groups: own } of lost)
      for (const [group, count] of Object.entries({ all: everybody, ...own }))
        yield ['funnel', asOfDay, id, `lost: ${reason}`, group, count];
  }
}

/** Who was enrolled when, by group and segment: the checks of group sizes are made from these. */
function* enrolmentRows({ enrolments, epochs }: Report): Generator<Cell[]> {
  for (const { epoch, fromDay, shares } of epochs)
    for (const [group, share] of Object.entries(shares))
      yield ['epoch', fromDay, `epoch ${epoch}`, 'planned share', group, share];
  for (const { day, group, segment, customers } of enrolments) {
    const who = segment === null ? 'everybody' : `${segment.attribute}=${segment.value}`;
    yield ['enrolled_day', day, who, group, 'customers', customers];
  }
}

function* audienceRows({ audience }: Report): Generator<Cell[]> {
  for (const { subject, sizes, alerts } of audience?.histories ?? []) {
    for (const { day, size } of sizes) yield ['size_day', day, subject, 'customers', 'size', size];
    for (const { day, kind, says } of alerts) yield ['size_day', day, subject, 'alert', kind, says];
  }
}

function* brazeCountRows({ brazeCounts }: Report): Generator<Cell[]> {
  for (const { day, target, ours, braze, compared, state, says } of brazeCounts?.rows ?? []) {
    for (const [measure, value] of Object.entries(ours)) yield ['braze_day', day, target, 'ours', measure, value];
    for (const [channel, counts] of Object.entries(braze ?? {}))
      for (const [measure, value] of Object.entries(counts)) yield ['braze_day', day, target, channel, measure, value];
    if (compared !== null) yield ['braze_day', day, target, 'compared', 'difference', compared.difference];
    yield ['braze_day', day, target, 'compared', state, says];
  }
}

/** A day, subject `epoch 1 agent`: joint moments of the metric (0) and of what came before enrolment (1). */
function* epochRows(day: string, { epoch, groups }: EpochMoments, detail = 'moments'): Generator<Cell[]> {
  for (const [group, { n, means, comoments, nonZero }] of Object.entries(groups)) {
    const [m00, m10, m11] = comoments;
    const figures = { n, mean_0: means[0], mean_1: means[1], m2_0: m00, m2_01: m10, m2_1: m11, nonZero: nonZero[0] };
    for (const [measure, value] of Object.entries(figures))
      yield ['epoch_day', day, `epoch ${epoch} ${group}`, detail, measure, value ?? null];
  }
}

function* performanceRows({ performance: figures, provisional, asOfDay }: Report): Generator<Cell[]> {
  if (provisional !== null) yield ['provisional', provisional.from, 'days', 'since', 'days', provisional.days];
  const segment = figures?.segment ?? null;
  if (segment !== null) yield ['kpi', asOfDay, 'segment', 'all', segment.attribute, segment.value];
  for (const kind of ['excluded', 'shrunk'] as const)
    for (const day of figures?.[kind] ?? []) yield ['kpi_day', day, 'all', 'left out', kind, 1];
  for (const { id, card, trend } of figures?.kpis ?? []) {
    for (const { group, ...values } of card)
      for (const [measure, value] of Object.entries(values)) yield ['kpi', asOfDay, id, group, measure, value];
    for (const { day, groups } of trend)
      for (const [group, values] of Object.entries(groups))
        for (const [measure, value] of Object.entries(values)) yield ['kpi_day', day, id, group, measure, value];
  }
  for (const { segment, kpis } of figures?.segments ?? [])
    for (const { id, card } of kpis)
      for (const { group, ...values } of card)
        for (const [measure, value] of Object.entries(values))
          yield ['kpi_segment', asOfDay, `${segment.attribute}=${segment.value}`, `${id} ${group}`, measure, value];
  for (const { group, branch, value, factors } of figures?.drivers ?? []) {
    yield ['driver', asOfDay, group, branch, 'value', value];
    for (const { label, numerator, denominator } of factors) {
      yield ['driver', asOfDay, group, `${branch}: ${label}`, 'numerator', numerator];
      yield ['driver', asOfDay, group, `${branch}: ${label}`, 'denominator', denominator];
    }
  }
}

/** Effects as shares of the control's mean; `detail` says which look. */
function* planningRows({ planning, asOfDay }: Report): Generator<Cell[]> {
  for (const { id, detectable, powers, allocations, power, explained } of planning) {
    for (const [measure, value] of Object.entries({ power, explained }))
      yield ['planning', asOfDay, id, 'assumed', measure, value];
    for (const look of ['sequential', 'fixed'] as const) {
      yield ['planning', asOfDay, id, look, 'detectable', detectable[look]];
      for (const each of powers) yield ['planning', asOfDay, id, look, `power of ${each.effect}`, each[look]];
      for (const each of allocations)
        yield ['planning', asOfDay, id, look, `detectable with a control of ${each.controlShare}`, each[look]];
    }
  }
}

/** Subject `dimension=option`, with `attribute=value` in `detail` for a segment: decisions of each group, and the value. */
function* insightRows({ insights, asOfDay }: Report): Generator<Cell[]> {
  for (const { dimension, option, segment, groups, value, sums } of insights?.options ?? []) {
    const subject = `${dimension}=${option}`;
    const who = segment === null ? 'everybody' : `${segment.attribute}=${segment.value}`;
    for (const [group, followed] of Object.entries(groups))
      for (const [measure, count] of Object.entries(followed))
        yield ['insight', asOfDay, subject, who, `${group} ${measure}`, count];
    for (const [group, sides] of Object.entries(sums))
      for (const [side, own] of Object.entries(sides))
        for (const [measure, sum] of Object.entries(own))
          yield ['insight', asOfDay, subject, who, `${group} ${side} ${measure}`, sum];
    if (value.kind === 'none') yield ['insight', asOfDay, subject, who, 'no value', value.reason];
    else {
      const { difference, shrunk, p, from, stands } = value;
      const figures = { ...difference, shrunk, p, from, stands: String(stands) };
      for (const [measure, figure] of Object.entries(figures))
        yield ['insight', asOfDay, subject, who, `value ${measure}`, figure];
    }
  }
  for (const { day, ...health } of insights?.policyHealth ?? [])
    for (const [measure, value] of Object.entries(health))
      yield ['policy_day', day, 'agent', 'decisions', measure, value];
  for (const [at, { dimension, attribute, contribution, rank }] of (insights?.beeswarm ?? []).entries()) {
    yield ['reason', asOfDay, `${dimension}: ${attribute}`, `point ${at + 1}`, 'contribution', contribution];
    yield ['reason', asOfDay, `${dimension}: ${attribute}`, `point ${at + 1}`, 'rank', rank];
  }
}

function* timelineRows({ timeline }: Report): Generator<Cell[]> {
  for (const { day, kind, label, details } of timeline) yield ['timeline', day, kind, label, 'details', details];
}

function* outboundRows({ outbound }: Report): Generator<Cell[]> {
  for (const { day, outside, idle, ...counts } of outbound) {
    for (const [measure, value] of Object.entries(counts))
      yield ['outbound_day', day, 'customers', 'step', measure, value];
    for (const [reason, customers] of Object.entries(outside))
      yield ['outbound_day', day, 'customers', 'outside', reason, customers];
    if (idle !== null) yield ['outbound_day', day, 'agent', 'step', 'idle', idle];
  }
}

function* inboundRows({ inbound, asOfDay }: Report): Generator<Cell[]> {
  for (const { name, lateness, setAside, lateShare, serves, deliveries, ...facts } of inbound) {
    const { kind, format, state, takenAt, newestAt, newestDay, ...counts } = facts;
    const told = { kind, format, state, serves: Number(serves), takenAt, newestAt, newestDay };
    const tables = {
      ...{ state: told, rows: counts, set_aside: setAside },
      age_at_arrival: { ...Object.fromEntries(lateness.map(({ age, events }) => [age, events])), lateShare },
    };
    for (const [detail, measures] of Object.entries(tables))
      for (const [measure, value] of Object.entries(measures)) yield ['feed', asOfDay, name, detail, measure, value];
    for (const { takenAt, ...facts } of deliveries) {
      const at = new Date(takenAt).toISOString();
      for (const [measure, value] of Object.entries(facts))
        yield ['delivery', at.slice(0, 10), name, at, measure, value];
    }
  }
}

function* trustRows({ trustMeter }: Report): Generator<Cell[]> {
  for (const { day, absolute, p } of trustMeter) {
    yield* intervalRows('trust_day', day, 'random_control', 'absolute', absolute);
    if (p !== null) yield ['trust_day', day, 'random_control', 'reading', 'p', p];
  }
}

function* dayRows({ days }: Report): Generator<Cell[]> {
  for (const { day, groups, epochs = [], halves = [], otherReadings = {} } of days) {
    for (const [reading, read] of Object.entries(otherReadings)) {
      for (const epoch of read.epochs ?? []) yield* epochRows(day, epoch, reading);
      yield* momentRows(day, read.groups, reading);
    }
    for (const epoch of epochs) yield* epochRows(day, epoch);
    for (const [half, moments] of halves.entries())
      for (const [measure, value] of Object.entries(moments))
        yield ['half_day', day, `random_control half ${half + 1}`, 'moments', measure, value];
    yield* momentRows(day, groups, 'moments');
  }
}

/** What the KPI cards add up: messages of the day, totals of declared KPIs so far, and by segment what the day brought. */
function* growthRows({ days, segmentDays }: Report): Generator<Cell[]> {
  for (const { day, sends, kpis = {} } of days) {
    for (const [group, counts] of Object.entries(sends))
      for (const [measure, count] of Object.entries(counts))
        yield ['send_day', day, group, 'decisions', measure, count];
    for (const [kpi, groups] of Object.entries(kpis))
      for (const [group, totals] of Object.entries(groups))
        for (const measure of KPI_TOTALS) yield ['kpi_total_day', day, kpi, group, measure, totals[measure]];
  }
  for (const { day, segment, group, kpis, ...counts } of segmentDays) {
    const subject = `${segment.attribute}=${segment.value}`;
    for (const [measure, value] of Object.entries(counts)) yield ['segment_day', day, subject, group, measure, value];
    for (const [kpi, own] of Object.entries(kpis))
      for (const [measure, value] of Object.entries(own))
        yield ['segment_day', day, subject, group, `${kpi} ${measure}`, value];
  }
}

const KPI_TOTALS = ['total', 'customerDays', 'last1', 'last7', 'last30', 'ever', 'clicks'] as const;

function* momentRows(day: string, groups: ReadGroups['groups'], detail: string): Generator<Cell[]> {
  for (const [group, moments] of Object.entries(groups))
    for (const [measure, value] of Object.entries(moments)) yield ['group_day', day, group, detail, measure, value];
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
