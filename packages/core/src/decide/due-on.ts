/** On which days a customer is decided for. */
import { uniform } from '../math/random.ts';
import type { SipKey } from '../math/siphash.ts';
import type { CustomerKey, Day } from '../terms.ts';
import { dayNumber } from '../time.ts';

/**
 * Who is due on a day: each customer once per `everyDays` days, on a day of the period that is spread over customers by
 * hash. Does not know the group. `everyDays` ≥ 1; 1 = every day. Changing it moves customers to other days.
 * `key` should be the agent's own, so that agents do not share their days.
 */
export function dueOn(key: SipKey, day: Day, everyDays: number): (customerKey: CustomerKey) => boolean {
  const remainder = dayNumber(day) % everyDays;
  const place = remainder < 0 ? remainder + everyDays : remainder;
  return (customerKey) => Math.floor(uniform(key, customerKey) * everyDays) === place;
}
