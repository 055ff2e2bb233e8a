/** Braze counts calls per workspace, whoever makes them: all clients of one connection draw from one limiter. */
import type { Clock } from '@fitly/core/ports';
import type { HostKind } from '../hosts.ts';
import { createLimiter, type Limiter } from './limiter.ts';

interface LimitedConnection {
  readonly kind: HostKind;
  readonly url: string;
  readonly apiKey: string;
  readonly clock: Clock;
}

export interface SharedLimiters {
  /** The same one for the same address and key; it goes by the clock of whoever asked first. */
  of(connection: LimitedConnection): Limiter;
}

/** A look at a sandbox's clock costs a request. */
const SANDBOX_CALLS_PER_LOOK = 100;

export const limiterOf = ({ kind, clock }: Pick<LimitedConnection, 'kind' | 'clock'>): Limiter =>
  createLimiter({ clock, callsPerLook: kind === 'sandbox' ? SANDBOX_CALLS_PER_LOOK : 1 });

/** Of one process: processes do not know of each other's calls, but by what Braze's answers say. */
export function sharedLimiters(): SharedLimiters {
  const known = new Map<string, Limiter>();
  return {
    of(connection) {
      const name = `${connection.url} ${connection.apiKey}`;
      const limiter = known.get(name) ?? limiterOf(connection);
      known.set(name, limiter);
      return limiter;
    },
  };
}
