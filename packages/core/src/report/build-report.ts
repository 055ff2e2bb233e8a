import { FitlyError } from '../errors.ts';
import { buildAudience } from './audience.ts';
import { balanceCheck, propensityCheck } from './belief-checks.ts';
import { buildBrazeCounts } from './braze-counts.ts';
import { buildChecks, withheldReason } from './checks.ts';
import { buildContrasts } from './contrasts.ts';
import { buildDoubts } from './doubts.ts';
import { buildExploration } from './exploration.ts';
import { buildFilterSensitivity, fragileSentence } from './filter-sensitivity.ts';
import { buildFinding } from './finding.ts';
import { buildFunnel } from './funnel.ts';
import { buildGroups } from './groups.ts';
import { guardrailCheck, RATES_WITHHELD } from './guardrail-check.ts';
import { buildInbound } from './inbound.ts';
import { buildInsights } from './insights.ts';
import { joinCheck } from './joins.ts';
import { buildMatured } from './matured.ts';
import { buildMessages } from './messages.ts';
import { buildOptionShares } from './option-shares.ts';
import { buildOutbound } from './outbound.ts';
import { buildPerformance } from './performance.ts';
import { buildPlanning } from './planning.ts';
import { buildProvisional } from './provisional.ts';
import { buildReconciliation, reconciliationCheck } from './reconciliation.ts';
import type { Report } from './report.ts';
import type { ReportDay, ReportInput, TimelineEntry } from './report-input.ts';
import { sideChecks } from './side-checks.ts';
import { isDoubted, trustCheck, trustMeter } from './trust-meter.ts';
import { READING_NOTE } from './words.ts';

/**
 * The report as of `asOfDay`: same input, same report. Every estimate in it stands beside its interval; while a sample
 * ratio check fails there is none. Without days the finding is that it is too early.
 * Throws `internal` when days are out of order or repeated, which would spoil "shown since" without a trace.
 */
export function buildReport(given: ReportInput): Report {
  const days = given.days.filter(({ day }) => day <= given.asOfDay);
  const input = { ...given, days };
  days.forEach(({ day }, i) => {
    const before = days[i - 1]?.day;
    if (before !== undefined && before >= day)
      throw new FitlyError('internal', `report days must ascend, but ${day} comes after ${before}`);
  });
  const brazeCounts = buildBrazeCounts(input.brazeCounts);
  const audience = buildAudience(input.audience, input.asOfDay);
  const reconciliation = buildReconciliation(input.reconciliation, input.asOfDay);
  const trust = trustMeter(input);
  const validity = buildChecks(input);
  const withheld = withheldReason(validity);
  const messages = buildMessages(input, withheld !== null);
  const provisional = buildProvisional(input);
  const checks = [
    ...validity,
    balanceCheck(input),
    propensityCheck(input.insights),
    ...trustCheck(trust),
    ...sideChecks({ audience, brazeCounts }, input.asOfDay),
    ...joinCheck(input.joins),
    ...reconciliationCheck(reconciliation),
    ...guardrailCheck(input.guardrails ?? [], withheld !== null),
  ];
  const contrasts = buildContrasts(input, withheld);
  const filters = buildFilterSensitivity(input, contrasts, withheld);
  return {
    formatVersion: 1,
    agent: input.agent,
    metric: input.metric,
    asOfDay: input.asOfDay,
    alpha: input.alpha,
    reading: 'running',
    readingNote: READING_NOTE,
    finding: buildFinding(input, contrasts, { doubted: isDoubted(checks), caveat: fragileSentence(filters) }),
    contrasts,
    checks,
    groups: buildGroups(input, withheld !== null),
    dimensions: buildOptionShares(input.options),
    refusals: input.refusals ?? [],
    messages,
    funnel: buildFunnel({ ...input, messages, brazeCounts, insights: withheld === null ? input.insights : undefined }),
    doubts: buildDoubts(input.doubts ?? []),
    joins: input.joins ?? [],
    reconciliation,
    brazeCounts,
    audience,
    days: withheld === null ? days.map(statisticsOf) : [],
    segmentDays: withheld === null ? (input.segmentDays ?? []) : [],
    enrolments: input.enrolments ?? [],
    epochs: input.epochs ?? [],
    provisional,
    performance: withheld === null ? buildPerformance(days, input, provisional) : null,
    matured: buildMatured(input, withheld),
    filters,
    insights:
      input.insights === undefined
        ? null
        : buildInsights(input.insights, input.options, { withheldBecause: withheld, engagement: messages !== null }),
    exploration: explorationOf(input, withheld !== null),
    timeline: timelineOf(input, withheld !== null),
    outbound: buildOutbound(days, input.steps ?? []),
    inbound: buildInbound(input.inbound ?? []),
    planning: buildPlanning(input, contrasts),
    trustMeter: withheld === null ? trust : [],
    runs: input.runs,
    notes: input.notes,
  };
}

const explorationOf = (
  { exploration = [], options, asOfDay }: ReportInput,
  isWithheld: boolean,
): Report['exploration'] =>
  buildExploration(
    exploration.filter(({ day }) => day <= asOfDay),
    options,
    isWithheld,
  );

/** With the days that the reader left out; alarms of guardrails without rates while the uplift is withheld. */
const timelineOf = ({ timeline = [], span, asOfDay }: ReportInput, isWithheld: boolean): TimelineEntry[] => {
  const left = (span?.excluded ?? []).map(
    (day): TimelineEntry => ({ day, kind: 'excluded', label: 'Left out', details: 'of KPI cards and trends' }),
  );
  const known = [...timeline, ...left]
    .filter(({ day }) => day <= asOfDay)
    .map((entry) =>
      isWithheld && entry.kind === 'guardrail' && entry.details !== '' ? { ...entry, details: RATES_WITHHELD } : entry,
    );
  return known.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
};

const statisticsOf = (given: ReportDay): Report['days'][number] => {
  const { day, groups, sends, epochs, halves, otherReadings, kpis } = given;
  return {
    day,
    groups,
    sends,
    ...(kpis !== undefined && { kpis }),
    ...(otherReadings !== undefined && { otherReadings }),
    ...(epochs !== undefined && { epochs }),
    ...(halves !== undefined && { halves }),
  };
};
