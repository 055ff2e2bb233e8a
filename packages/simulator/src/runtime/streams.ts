/**
 * Randomness named by purpose, customer and occasion: whoever draws in which order, and whoever else exists, a name always
 * gives the same number.
 */
import { inverseNormal, ln, type SipKey, sipHash64, sipHash128, subKey } from '@fitly/core/math';

/** Uniform in [0, 1). `at` and `order` tell the occasions of one customer apart: an instant, a running number. */
export type Stream = (index: number, at?: number, order?: number) => number;

/** Everything drawn in a world hangs on its name and this seed. */
export const worldKey = (name: string, seed: string): SipKey =>
  sipHash128([0, 0, 0, 0], new TextEncoder().encode(`simulated world\u001f${name}\u001f${seed}`));

export function streamOf(key: SipKey, ...purpose: string[]): Stream {
  const own = subKey(key, ...purpose);
  const message = new Uint8Array(16);
  const view = new DataView(message.buffer);
  return (index, at = 0, order = 0) => {
    view.setUint32(0, index, true);
    view.setUint32(4, order, true);
    view.setFloat64(8, at, true);
    const [low, high] = sipHash64(own, message);
    return (high * 2097152 + (low >>> 11)) / 9007199254740992;
  };
}

/** Standard normal from a uniform number; never infinite, at the price of a shift below 1e-12. */
export const normalFrom = (u: number): number => inverseNormal(u * (1 - 2 * TINY) + TINY);
const TINY = 1 / 2199023255552;

/** Exponential with mean 1 from a uniform number in [0, 1). */
export const exponentialFrom = (u: number): number => -ln(1 - u);

/** One of the names, by weights; the last one for u → 1. Empty: undefined. */
export function pickFrom(weights: Readonly<Record<string, number>>, u: number): string | undefined {
  const entries = Object.entries(weights);
  let left = u * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries.at(-1)?.[0];
}
