/**
 * Whether the sends of a day fit into what Braze takes in an hour, worked out before the first one leaves. All agents of a workspace
 * share one limit, so what others have planned counts first where it is due first. Pure.
 */
import type { Instant } from '../terms.ts';

const HOUR_MS = 3_600_000;

/** Requests that are due at one instant. */
export interface DueRequests {
  readonly at: Instant;
  readonly requests: number;
}

interface SendLimits {
  /** Requests in each clock hour, of all agents together. */
  readonly perHour: number;
  /** What is later than this is not sent. */
  readonly latestMs: number;
}

interface SendForecast {
  readonly requests: number;
  /** Of all agents, in the clock hour of ours in which most are due; 0 without requests. */
  readonly busiestHour: number;
  /** Of ours, those that have to wait for a later clock hour. */
  readonly spread: number;
  /** How long the last of those that wait has to, ms; 0: none. */
  readonly longestWaitMs: number;
  /** Of ours, those whose hour comes too late for them. */
  readonly tooLate: number;
}

/** What does not fit into its clock hour goes out at the beginning of the next one that has room. */
export function forecastSends(
  own: readonly DueRequests[],
  others: readonly DueRequests[],
  { perHour, latestMs }: SendLimits,
): SendForecast {
  const due = [
    ...own.map((each) => ({ ...each, isOwn: true })),
    ...others.map((each) => ({ ...each, isOwn: false })),
  ].sort((a, b) => a.at - b.at || Number(a.isOwn) - Number(b.isOwn));
  const used = new Map<number, number>();
  const forecast = { requests: 0, spread: 0, longestWaitMs: 0, tooLate: 0 };
  for (const { at, requests, isOwn } of due) {
    const first = Math.floor(at / HOUR_MS);
    let left = requests;
    for (let hour = first; left > 0; hour++) {
      const waitMs = hour === first ? 0 : hour * HOUR_MS - at;
      if (waitMs > latestMs) break;
      const taken = Math.min(left, Math.max(0, perHour - (used.get(hour) ?? 0)));
      used.set(hour, (used.get(hour) ?? 0) + taken);
      left -= taken;
      if (!isOwn || waitMs === 0 || taken === 0) continue;
      forecast.spread += taken;
      forecast.longestWaitMs = Math.max(forecast.longestWaitMs, waitMs);
    }
    if (!isOwn) continue;
    forecast.requests += requests;
    forecast.tooLate += left;
  }
  return { ...forecast, busiestHour: busiestHour(own, due) };
}

function busiestHour(own: readonly DueRequests[], all: readonly DueRequests[]): number {
  const hours = new Map(own.map(({ at }) => [Math.floor(at / HOUR_MS), 0]));
  for (const { at, requests } of all) {
    const hour = Math.floor(at / HOUR_MS);
    const known = hours.get(hour);
    if (known !== undefined) hours.set(hour, known + requests);
  }
  return Math.max(0, ...hours.values());
}

const count = (n: number): string => n.toLocaleString('en-US');

/** For people: null where everything leaves in its own hour. */
export function forecastInWords(
  { busiestHour, spread, longestWaitMs, tooLate }: SendForecast,
  perHour: number,
): string | null {
  if (spread === 0 && tooLate === 0) return null;
  const wait = `${count(Math.ceil(longestWaitMs / 60_000))} min`;
  return [
    `${count(busiestHour)} requests are due in one hour, and Braze takes ${count(perHour)}`,
    ...(spread === 0 ? [] : [`${count(spread)} leave up to ${wait} late`]),
    ...(tooLate === 0 ? [] : [`${count(tooLate)} would be too late and are not sent`]),
  ].join('; ');
}
