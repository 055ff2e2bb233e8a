/**
 * What the text of an agent file's expressions becomes before core uses it. The texts are CEL, which is parsed and compiled
 * at the edge (`@fitly/contract`); core only knows these functions, so that batch, replay, real-time and simulator apply
 * the same rule.
 */
import type { CustomerKey, DecisionId, Instant } from '../terms.ts';
import type { ContextTable } from './context-table.ts';

/** Verdict on one customer. `UNKNOWN`: an attribute that decides is missing, and what cannot be known is not sent. */
export const VERDICT = { no: 0, yes: 1, unknown: 2 } as const;

/** Chosen options by dimension id; null where the choice means nothing, because nothing is sent. */
export type ChosenIds = Readonly<Record<string, string | null>>;

/** One rule of `constraints.rules`. */
export interface CompiledRule {
  readonly id: string;
  readonly reason: string;
  /** Ids of the dimensions that the rule reads, in the order of the file: its verdict depends on no other choice. */
  readonly dimensions: readonly string[];
  /** Attributes that it reads. */
  readonly attributes: readonly string[];
  /**
   * One verdict per row: `yes` and `unknown` refuse the action for that customer. `options` holds at least `dimensions`. An
   * attribute that the table lacks is missing everywhere.
   */
  evaluate(table: ContextTable, options: ChosenIds): Uint8Array;
}

/** `audience.rule`. */
export interface CompiledAudienceRule {
  readonly attributes: readonly string[];
  /** One verdict per row: only `yes` is in the audience. */
  evaluate(table: ContextTable): Uint8Array;
}

/** A success event before it is valued. */
export interface RawEvent {
  readonly customerKey: CustomerKey;
  readonly at: Instant;
  /** Its money; NaN when it carries none. */
  readonly amount: number;
  /** Declared fields, null = missing. */
  readonly fields: Readonly<Record<string, number | string | boolean | null>>;
  /** The decision whose message it is an outcome of, where only that one is to count. */
  readonly decision?: DecisionId;
}

/** The chosen options of the decision that an event belongs to, by dimension id; dimensions that mean nothing are absent. */
export type ChosenOptions = Readonly<Record<string, { readonly id: string; readonly cost: number }>>;

/** `success.value`. */
export interface CompiledValue {
  /** Whether it reads the chosen options; otherwise `options` plays no part. */
  readonly readsOptions: boolean;
  /** What one event is worth; NaN when a field that it needs is missing. `options`: empty for an event without a decision. */
  evaluate(event: RawEvent, options: ChosenOptions): number;
}

/** All expressions of one agent version. */
export interface CompiledExpressions {
  readonly rules: readonly CompiledRule[];
  readonly audience: CompiledAudienceRule | null;
  readonly value: CompiledValue;
}
