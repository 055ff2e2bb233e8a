/** When a chosen action is to be sent. */
import type { ActionSpace } from '../design/action-space.ts';
import type { Agent } from '../design/agent.ts';
import type { Instant } from '../terms.ts';
import { nextLocalHour, resolveZone } from '../time.ts';
import { endOfQuietHours } from './quiet-times.ts';

/** Instant for an action and the zone name of a customer's profile. */
export type SendInstant = (action: number, zoneName: string | null) => Instant;

/**
 * The next local hour of the chosen `send_hour` option, in the customer's zone or else the fallback zone. Without such a
 * dimension or for an option without an hour: `decidedAt` itself, or the end of the quiet hours in which it lies. Many
 * customers share a zone and an hour, so each pair is worked out once.
 */
export function sendInstants(agent: Agent, space: ActionSpace, decidedAt: Instant): SendInstant {
  const dim = agent.dimensions.findIndex((dimension) => dimension.kind === 'send_hour');
  const hours = agent.dimensions[dim]?.options.map((option) => option.hour) ?? [];
  const known = new Map<string, Instant>();
  const instantIn = (hour: number | null, zone: string): Instant =>
    hour === null ? endOfQuietHours(agent.constraints, decidedAt, zone) : nextLocalHour(decidedAt, hour, zone);
  return (action, zoneName) => {
    const hour = dim === -1 ? null : (hours[space.optionIndex(action, dim)] ?? null);
    if (hour === null && agent.constraints.quietHours === null) return decidedAt;
    const name = `${hour ?? ''} ${zoneName ?? ''}`;
    const at = known.get(name) ?? instantIn(hour, resolveZone(zoneName, agent.delivery.fallbackTimeZone));
    known.set(name, at);
    return at;
  };
}
