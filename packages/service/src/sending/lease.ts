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

const LEASE_MS = 120_000;

/** `clocks`: milliseconds; of several the one that has moved furthest counts, since a suspended machine stops some. */
export function takeLease(clocks: readonly (() => number)[]): Lease {
  let began = clocks.map((clock) => clock());
  return {
    renew() {
      began = clocks.map((clock) => clock());
    },
    lastsFor: (ms) => Math.max(...clocks.map((clock, i) => clock() - began[i]!)) + ms <= LEASE_MS,
  };
}
