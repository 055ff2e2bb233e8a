/** The schedule object (contract §3). */
import type { Instant } from '@fitly/core/terms';
import { isObject, own, require400 } from '../rest/checks.ts';
import { instantInZone, parseIso } from '../rest/iso-time.ts';
import type { When } from '../state/schedules.ts';
import type { Json } from './request.ts';

/** The westernmost zone's clock is this far behind UTC: a wall clock time that is past there is past everywhere. */
const WESTERNMOST_MS = 12 * 3_600_000;

/** Throws a 400 `Refusal`. `zone` is the workspace's. */
export function readSchedule(body: Json, now: Instant, zone: string): When {
  const schedule = own(body, 'schedule');
  require400(isObject(schedule), 'schedule is required');
  const text = own(schedule, 'time');
  const time = typeof text === 'string' ? parseIso(text) : null;
  require400(time !== null, 'schedule time must be an ISO 8601 date');
  const local = isTrue(schedule, 'in_local_time');
  const optimal = isTrue(schedule, 'at_optimal_time');
  require400(!local || !optimal, 'in_local_time and at_optimal_time exclude each other');
  if (!local && !optimal) return { kind: 'instant', at: time.at };
  if (optimal) return { kind: 'optimal', day: time.wall.slice(0, 'YYYY-MM-DD'.length) };
  // One page says past in all zones, another past in the company's: the stricter one is kept.
  const past = instantInZone(time.wall, zone) <= now || instantInZone(time.wall, 'Etc/UTC') + WESTERNMOST_MS <= now;
  require400(!past, 'schedule time is in the past');
  return { kind: 'local', wall: time.wall };
}

function isTrue(schedule: Json, name: string): boolean {
  const value = own(schedule, name) ?? false;
  require400(typeof value === 'boolean', `${name} must be a boolean`);
  return value;
}
