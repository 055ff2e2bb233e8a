/** Who a customer is: persona, time zone and attributes, each drawn from a stream of its own. */
import { exp, ln, type SipKey } from '@fitly/core/math';
import type { AttributeSpec } from '../world-file/attribute-schema.ts';
import type { WorldSpec } from '../world-file/world-schema.ts';
import { normalFrom, pickFrom, type Stream, streamOf } from './streams.ts';

/** What an attribute, a property or an event field holds; null = missing. */
export type Value = string | number | boolean | null;

export interface Customer {
  /** From 0. */
  readonly index: number;
  /** Null in a world without personas. */
  readonly persona: string | null;
  /** IANA name. */
  readonly timeZone: string;
  /** Every attribute of the world, missing ones as null. */
  readonly attributes: Readonly<Record<string, Value>>;
}

/** Makes customers by number; each is drawn once and kept. */
export function createCustomers(spec: WorldSpec, key: SipKey): (index: number) => Customer {
  const personas = Object.fromEntries(Object.entries(spec.personas).map(([name, { weight }]) => [name, weight]));
  const personaStream = streamOf(key, 'persona');
  const zoneStream = streamOf(key, 'time zone');
  const streams = Object.keys(spec.attributes).map((name) => ({
    name,
    value: streamOf(key, 'attribute', name),
    missing: streamOf(key, 'missing', name),
  }));
  const made: Customer[] = [];
  const make = (index: number): Customer => {
    const persona = pickFrom(personas, personaStream(index)) ?? null;
    const own = persona === null ? {} : spec.personas[persona]!.attributes;
    const attributes = Object.fromEntries(
      streams.map(({ name, value, missing }) => {
        return [name, drawAttribute(own[name] ?? spec.attributes[name]!, index, value, missing)];
      }),
    );
    return { index, persona, timeZone: pickFrom(spec.timeZones, zoneStream(index)) ?? 'UTC', attributes };
  };
  return (index) => {
    made[index] ??= make(index);
    return made[index];
  };
}

function drawAttribute(spec: AttributeSpec, index: number, value: Stream, missing: Stream): Value {
  if (spec.missing > 0 && missing(index) < spec.missing) return null;
  const u = value(index);
  if (spec.oneOf !== undefined) return pickFrom(spec.oneOf, u) ?? null;
  if (spec.probability !== undefined) return u < spec.probability;
  const number = Math.min(Math.max(drawNumber(spec, u), spec.min ?? -Infinity), spec.max ?? Infinity);
  return roundTo(number, spec.decimals);
}

/** The distribution's quantile at u. */
function drawNumber({ uniform, integer, normal, lognormal }: AttributeSpec, u: number): number {
  if (uniform !== undefined) return uniform[0] + u * (uniform[1] - uniform[0]);
  if (integer !== undefined) return integer[0] + Math.floor(u * (integer[1] - integer[0] + 1));
  if (normal !== undefined) return normal.mean + normal.sd * normalFrom(u);
  if (lognormal !== undefined) return exp(ln(lognormal.median) + lognormal.sigma * normalFrom(u));
  throw new RangeError('an attribute without a distribution; parseWorldFile refuses such a world');
}

/** Decimal digits, halves upwards. */
function roundTo(number: number, decimals: number): number {
  const scale = Number(`1e${decimals}`);
  return Math.round(number * scale) / scale;
}
