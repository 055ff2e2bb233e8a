/** What one message leads to: at most one event per outcome, within the outcome's window. */
import { exp, type SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { WorldSpec } from '../world-file/world-schema.ts';
import { probabilityOf } from './chance.ts';
import type { Customer } from './customer.ts';
import { DAY_MS } from './fatigue.ts';
import { type Happen, type Happening, happenAs, type Source } from './happening.ts';
import type { Occasion } from './occasion.ts';
import { exponentialFrom, streamOf } from './streams.ts';

export interface Message {
  readonly occasion: Occasion;
  readonly at: Instant;
  readonly source: Source;
  /** Fatigue, on the log-odds. */
  readonly shift: number;
}

/** Events that follow a message, one per outcome that happens, in the order of the file. */
export type Respond = (customer: Customer, message: Message) => readonly Happening[];

export function respondTo(spec: WorldSpec, key: SipKey): Respond {
  const laws = Object.keys(spec.outcomes).flatMap((name) => responseLaw(spec, name, key) ?? []);
  return (customer, message) => laws.flatMap((law) => law(customer, message) ?? []);
}

type ResponseLaw = (customer: Customer, message: Message) => Happening | null;

function responseLaw(spec: WorldSpec, name: string, key: SipKey): ResponseLaw | null {
  const { response, delay } = spec.outcomes[name]!;
  if (response === undefined) return null;
  const probability = probabilityOf(response);
  const happens = streamOf(key, 'response', name);
  const waits = streamOf(key, 'delay', name);
  const happen: Happen = happenAs(spec, name, key);
  return (customer, { occasion, at, source, shift }) => {
    const draw = happens(customer.index, source.at, source.order);
    if (draw >= probability(customer, occasion, shift)) return null;
    const wait = cutExponential(delay, waits(customer.index, source.at, source.order));
    const id = `${name}-${source.at}-${source.order}`;
    return happen(customer, occasion, true, { at: at + wait, source, id });
  };
}

/**
 * Milliseconds, whole seconds from 1 on: exponential with `mean`, given that it is below `within` (both in days), so that
 * cutting does not change how often a response comes.
 */
export function cutExponential(
  { mean, within }: { readonly mean: number; readonly within: number },
  u: number,
): number {
  const reached = 1 - exp(-within / mean);
  const days = mean * exponentialFrom(u * reached);
  return Math.min(Math.max(1000, Math.ceil((days * DAY_MS) / 1000) * 1000), within * DAY_MS);
}
