/** A message as its recipient's behaviour sees it, and the tests that conditions make of it and of the recipient. */
import type { Condition, Test } from '../world-file/effect-schema.ts';
import type { Customer, Value } from './customer.ts';

export type Properties = Readonly<Record<string, unknown>>;

export interface Occasion {
  readonly properties: Properties;
  /** Name of the campaign under `campaigns`, or null. */
  readonly campaign: string | null;
  readonly channel: string | null;
  /** Local hour of arrival, 0–23. */
  readonly hour: number;
  /** Days since the world began, with fractions. */
  readonly day: number;
}

/** Whether the part of a condition that never changes for a customer holds. */
export function holdsFor({ persona, attribute }: Condition, customer: Customer): boolean {
  if (persona !== undefined && !persona.includes(customer.persona ?? '')) return false;
  return Object.entries(attribute).every(([name, test]) => passes(test, customer.attributes[name] ?? null));
}

/** Whether the part of a condition that depends on the message holds. Null: there is no such part. */
export function occasionTest({ property, campaign, channel, hour, day }: Condition): OccasionTest | null {
  const tests: OccasionTest[] = Object.entries(property).map(
    ([name, test]) =>
      ({ properties }) =>
        passes(test, properties[name] ?? null),
  );
  if (campaign !== undefined) tests.push((occasion) => campaign.includes(occasion.campaign ?? ''));
  if (channel !== undefined) tests.push((occasion) => channel.includes(occasion.channel ?? ''));
  if (hour !== undefined) tests.push((occasion) => within(hour, occasion.hour));
  if (day !== undefined) tests.push((occasion) => within(day, occasion.day));
  if (tests.length === 0) return null;
  return (occasion) => tests.every((test) => test(occasion));
}
export type OccasionTest = (occasion: Occasion) => boolean;

type Range = { readonly from?: number | undefined; readonly below?: number | undefined };
const within = ({ from = -Infinity, below = Infinity }: Range, value: number): boolean =>
  value >= from && value < below;

function passes(test: Test, value: unknown): boolean {
  if (Array.isArray(test)) return test.includes(value as Value);
  if (test === null || typeof test !== 'object') return test === value;
  return typeof value === 'number' && within(test, value);
}
