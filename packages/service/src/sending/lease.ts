/**
 * The right of one process to send, for a while. Who was stopped for longer than that (a suspended machine, a debugger) finds the
 * lease ended and writes nothing: somebody else may have taken the run up since.
 */
export interface Lease {
  /** Begins anew; called when the database has just confirmed that the run is still this process's. */
  renew(): void;
  /** Whether a request that takes at most this long ends before the lease does. */
  lastsFor(ms: number): boolean;
}

/** Shorter than the ten minutes after which a doubt is looked into: nothing is sent again before who had it in hand has lost its right. */
const LONGEST_LEASE_MS = 120_000;
/** A request must fit into it. */
const SHORTEST_LEASE_MS = 45_000;

/** As `FITLY_LEASE_SECONDS` says, where that can be a lease. */
export function leaseMsOf(env: Readonly<Record<string, string | undefined>>): number {
  const ms = Number(env['FITLY_LEASE_SECONDS']) * 1_000;
  return ms >= SHORTEST_LEASE_MS && ms <= LONGEST_LEASE_MS ? ms : LONGEST_LEASE_MS;
}

/** `clocks`: milliseconds; of several the one that has moved furthest counts, since a suspended machine stops some. */
export function takeLease(clocks: readonly (() => number)[], leaseMs: number): Lease {
  let began = clocks.map((clock) => clock());
  return {
    renew() {
      began = clocks.map((clock) => clock());
    },
    lastsFor: (ms) => Math.max(...clocks.map((clock, i) => clock() - began[i]!)) + ms <= leaseMs,
  };
}
