/**
 * Masks of many customers, shared. Customers start with the day's base mask and are refused sets of actions for reasons;
 * whoever was refused the same sets in the same order stands at the same node, so that a million customers need a few
 * dozen masks. Nodes are small integers; 0 is the base.
 */
import { formatMask } from '../../data/mask.ts';

/** A set of actions that is refused to some customers, for one reason. */
export interface Refusal {
  /** Reason code, snake_case. */
  readonly reason: string;
  /** 1 = refused; length: size of the space. */
  readonly actions: Uint8Array;
}

export class MaskTree {
  readonly #base: Uint8Array;
  readonly #refusals: Refusal[] = [];
  /** By refusal, then node: the node that the refusal leads to, plus 1. */
  readonly #next: number[][] = [];
  readonly #parents: number[] = [-1];
  readonly #reasons: number[] = [-1];
  readonly #masks: (Uint8Array | undefined)[];
  readonly #ids: (string | undefined)[] = [];

  constructor(base: Uint8Array) {
    this.#base = base;
    this.#masks = [base];
  }

  /** Registers a set; null when it refuses nothing that the base allows. */
  add(refusal: Refusal): number | null {
    if (!refusal.actions.some((refused, action) => refused === 1 && this.#base[action] === 1)) return null;
    this.#next.push([]);
    return this.#refusals.push(refusal) - 1;
  }

  /** The node of whoever stands at `node` and is refused a registered set. */
  refuse(node: number, refusal: number): number {
    const next = this.#next[refusal]!;
    const known = next[node];
    if (known !== undefined) return known;
    const made = this.#parents.push(node) - 1;
    this.#reasons.push(refusal);
    next[node] = made;
    return made;
  }

  /** 1 = eligible. Not to be changed: customers share it. */
  maskOf(node: number): Uint8Array {
    const known = this.#masks[node];
    if (known !== undefined) return known;
    const { actions } = this.#refusals[this.#reasons[node]!]!;
    const mask = this.maskOf(this.#parents[node]!).map((eligible, action) => (actions[action] === 1 ? 0 : eligible));
    this.#masks[node] = mask;
    return mask;
  }

  /** The mask as it stands in the log. */
  idOf(node: number): string {
    const known = this.#ids[node] ?? formatMask(this.maskOf(node));
    this.#ids[node] = known;
    return known;
  }

  /** Everything that was refused on the way to a node, first refusal first. */
  refusalsOf(node: number): Refusal[] {
    const refusals: Refusal[] = [];
    for (let at = node; at > 0; at = this.#parents[at]!) refusals.unshift(this.#refusals[this.#reasons[at]!]!);
    return refusals;
  }

  /** How many of the customers at `nodes` were refused something for each reason; reasons in code-unit order. */
  countByReason(nodes: Int32Array): Record<string, number> {
    const rows = new Map<number, number>();
    for (const node of nodes) rows.set(node, (rows.get(node) ?? 0) + 1);
    const counts = new Map<string, number>();
    for (const [node, count] of rows) {
      const reasons = new Set(this.refusalsOf(node).map((refusal) => refusal.reason));
      for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + count);
    }
    return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
