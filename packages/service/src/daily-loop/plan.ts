/**
 * Step 6: what is to stand on profiles in Braze is written there, and the day's decisions become request batches by target
 * and send instant, stored before anything is sent.
 */
import { REQUESTS_PER_HOUR } from '@fitly/braze';
import {
  forecastInWords,
  forecastSends,
  latestSendMs,
  type PlannedBatch,
  planBatches,
  writtenAttributes,
} from '@fitly/core/dispatch';
import { sipKey } from '@fitly/core/math';
import { addBatches, requestsOfOthers } from '@fitly/store';
import { takeDecisions } from '../deciding/take-decisions.ts';
import { zonesOfQuietTimes } from '../sending/quiet-batches.ts';
import { findBeforeSending, findingsInSummary } from './before-sending.ts';
import { commitStep } from './commit-step.ts';
import { readChoices } from './decision-log.ts';
import type { StepSummary } from './progress.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { type WrittenProfiles, writeProfiles } from './write-profiles.ts';

export const plan: RunStep = (context) =>
  context.agent.delivery.mode === 'api' ? takeDecisions(context) : planSends(context);

const planSends: RunStep = async (context) => {
  const { store, agent, day } = context;
  const decisions = await readChoices(context, day);
  const profiles = writtenAttributes(agent).length === 0 ? null : await writeProfiles(context, decisions);
  const withheld = profiles?.withheld ?? new Map();
  const zones = (await zonesOfQuietTimes(context)) ?? new Map();
  const planned = planBatches({ decisions, agent, key: sipKey(store.keys.decisionId), withheld, zones });
  const count = (which: typeof planned): number => which.reduce((sum, batch) => sum + batch.decisionIds.length, 0);
  const sending = planned.filter((batch) => batch.withheld === null);
  const rate = agent.delivery.mode === 'file' ? NO_RATE : await rateForecast(context, sending);
  const findings = await findBeforeSending(context, count(sending));
  const alerts = [...rate.alerts, ...findings.map(({ says }) => says)];
  const summary = {
    batches: sending.length,
    recipients: count(sending),
    ...(profiles !== null && profileSummary(profiles, count(planned) - count(sending))),
    ...rate.summary,
    ...findingsInSummary(findings),
    ...(alerts.length > 0 && { alert: alerts.join('; ') }),
  };
  const batches = planned.map((batch) => ({ ...batch, agent: agent.name, day }));
  return commitStep(context, 'plan', summary, async (tx) => {
    await addBatches(tx, batches, context.startedAt);
  });
};

/** `attributes_written` is what the run cost in data points. */
const profileSummary = ({ attributes, withheld }: WrittenProfiles, recipients: number): StepSummary => ({
  attributes_written: attributes,
  profiles_not_written: withheld.size,
  withheld: recipients,
});

const HOUR_MS = 3_600_000;

interface RateForecast {
  readonly summary: StepSummary;
  readonly alerts: readonly string[];
}

const NO_RATE: RateForecast = { summary: {}, alerts: [] };

/** Whether the day's requests fit into what Braze takes, beside those of other agents: known, and told, before the first leaves. */
async function rateForecast({ store, agent }: RunContext, sending: readonly PlannedBatch[]): Promise<RateForecast> {
  if (sending.length === 0) return NO_RATE;
  const latestMs = latestSendMs(agent);
  const instants = Map.groupBy(sending, ({ sendAt }) => sendAt);
  const own = [...instants].map(([at, batches]) => ({ at, requests: batches.length }));
  const from = Math.floor(own[0]!.at / HOUR_MS) * HOUR_MS;
  const span = { from, to: own.at(-1)!.at + latestMs + HOUR_MS };
  const others = await requestsOfOthers(store.state.db, agent.name, span);
  const forecast = forecastSends(own, others, { perHour: REQUESTS_PER_HOUR, latestMs });
  const words = forecastInWords(forecast, REQUESTS_PER_HOUR);
  return { summary: { requests_in_busiest_hour: forecast.busiestHour }, alerts: words === null ? [] : [words] };
}
