/**
 * What a policy file of the user's has to export (docs/guides/own-policy.md). Everything that it is given is plain data, and
 * everything that it returns is checked before it is used (`custom-probabilities.ts`, `learn/custom.ts`).
 */

/** What survives being written as JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What stays the same for all customers of a day. */
export interface PolicyTask {
  /** By action number: the option of each dimension. A dimension that means nothing (nothing is sent) is left out. */
  readonly actions: readonly Readonly<Record<string, string>>[];
  /** Name of each number of a context. */
  readonly features: readonly string[];
}

/** One decision that has matured. */
export interface PolicyRow {
  /** Index into `task.actions`. */
  readonly action: number;
  /** One number per feature. */
  readonly context: readonly number[];
  /** What it earned per day. */
  readonly reward: number;
  /** How much it counts: 1 for a decision that had the whole horizon to itself. */
  readonly weight: number;
}

export interface PolicyCode {
  /** State after a day's rows; `state` is null on the first day. Left out: nothing is learned. */
  learn?(input: {
    readonly state: Json;
    readonly rows: readonly PolicyRow[];
    /** Since rows were learned from last; 0 on the first day. */
    readonly days: number;
    readonly task: PolicyTask;
  }): Json;
  /** What the decisions of the next days are made from, such as draws from what is known. Left out: the state itself. */
  prepare?(input: {
    readonly state: Json;
    readonly task: PolicyTask;
    /** Uniform in [0, 1): the same name gives the same number for the same version. */
    readonly random: (name: string) => number;
  }): Json;
  /** One probability per action, 0 where `eligible` is false, with the sum 1. */
  probabilities(input: {
    readonly state: Json;
    readonly context: readonly number[];
    readonly eligible: readonly boolean[];
    readonly task: PolicyTask;
  }): readonly number[];
}
