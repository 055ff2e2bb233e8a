/** One number of a context row, and how it comes from an attribute. Plain JSON: encodings are stored. */
import type { ContextAttribute } from '../design/agent.ts';
import { ln } from '../math/elementary.ts';

export type Feature =
  /** (clamp(transform(x), low, high) − mean) / scale; missing → 0. */
  | {
      readonly kind: 'number';
      readonly attribute: string;
      readonly transform: ContextAttribute['transform'];
      readonly low: number;
      readonly high: number;
      readonly mean: number;
      readonly scale: number;
    }
  /** 1 for true, else 0. */
  | { readonly kind: 'boolean'; readonly attribute: string }
  /** 1 when the attribute has this category, else 0. */
  | { readonly kind: 'category'; readonly attribute: string; readonly category: string }
  /** 1 when the attribute has a category that is none of these, else 0. */
  | { readonly kind: 'other'; readonly attribute: string; readonly except: readonly string[] }
  /** 1 when the attribute is missing, else 0. */
  | { readonly kind: 'missing'; readonly attribute: string; readonly of: ContextAttribute['type'] };

/** `log1p` keeps the sign: sign(x) · ln(1 + |x|), so that refunds and other negative numbers stay usable. */
export function transformed(value: number, transform: ContextAttribute['transform']): number {
  if (transform === 'none') return value;
  return value < 0 ? -ln(1 - value) : ln(1 + value);
}

export const clamp = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value;

export function featureName(feature: Feature): string {
  switch (feature.kind) {
    case 'number':
    case 'boolean':
      return feature.attribute;
    case 'category':
      return `${feature.attribute}=${feature.category}`;
    case 'other':
      return `${feature.attribute}=(other)`;
    case 'missing':
      return `${feature.attribute} (missing)`;
  }
}
