/** Which faults are armed: for downloads, for the next requests, and by a seeded schedule. */
import { type SipKey, subKey, uniform } from '@fitly/core/math';
import type { ExportFault, Fault } from './fault.ts';

export interface Armed extends Fault {
  /** How many more requests get it. */
  readonly times: number;
}

/** Which requests a schedule counts: paths that begin with one of these; empty = all. */
type Paths = readonly string[];

export type FaultSchedule =
  /** The n-th request gets the n-th step; after the last, none. */
  | { readonly steps: readonly Fault[]; readonly paths: Paths }
  /** Each request gets, with probability `share`, one of `kinds`: a function of the seed and the request's number. */
  | { readonly seed: string; readonly share: number; readonly kinds: readonly Fault[]; readonly paths: Paths };

export interface Faults {
  readonly export: ExportFault | null;
  /** For sends: campaigns, canvases and messages. */
  readonly send: Armed | null;
  /** For any endpoint. */
  readonly request: (Armed & { readonly paths: Paths }) | null;
  readonly schedule: FaultSchedule | null;
  /** Virtual seconds (0–300) until attributes that were written can be read; 0 = at once. */
  readonly readBackSeconds: number;
  /** Virtual seconds within which a repeated trigger slips past re-eligibility; 0 = never. */
  readonly raceSeconds: number;
}

const NO_FAULTS: Faults = {
  export: null,
  send: null,
  request: null,
  schedule: null,
  readBackSeconds: 0,
  raceSeconds: 0,
};

/** A fault that struck. */
interface Struck {
  /** Number of the request under the schedule, from 1; 0 for a fault that was armed for the next requests. */
  readonly request: number;
  readonly path: string;
  readonly kind: string;
  /** Of kind `status` only. */
  readonly status?: number;
}

export interface FaultSwitch {
  armed(): Faults;
  arm(faults: Faults): void;
  /** The fault of this request, which counts it; null = none. */
  take(path: string, isSend: boolean): Fault | null;
  /** The latest that struck, oldest first. */
  struck(): readonly Struck[];
}

const REMEMBERED = 1_000;

export function createFaultSwitch(key: SipKey): FaultSwitch {
  let armed = NO_FAULTS;
  let counted = 0;
  const struck: Struck[] = [];
  const note = (request: number, path: string, fault: Fault | null): Fault | null => {
    if (fault === null || fault.kind === 'ok') return null;
    const { kind, status } = fault;
    struck.push({ request, path, kind, ...(kind === 'status' && { status }) });
    if (struck.length > REMEMBERED) struck.shift();
    return fault;
  };
  return {
    armed: () => armed,
    arm(faults) {
      if (faults.schedule !== armed.schedule) counted = 0;
      armed = faults;
    },
    take(path, isSend) {
      const { send, request, schedule } = armed;
      if (send !== null && isSend) {
        armed = { ...armed, send: used(send) };
        return note(0, path, send);
      }
      if (request !== null && under(path, request.paths)) {
        armed = { ...armed, request: used(request) };
        return note(0, path, request);
      }
      if (schedule === null || !under(path, schedule.paths)) return null;
      counted += 1;
      return note(counted, path, planned(key, schedule, counted));
    },
    struck: () => struck,
  };
}

const used = <T extends Armed>(fault: T): T | null => (fault.times > 1 ? { ...fault, times: fault.times - 1 } : null);

const under = (path: string, paths: Paths): boolean => paths.length === 0 || paths.some((p) => path.startsWith(p));

/** The fault of the n-th request, from 1. */
function planned(key: SipKey, schedule: FaultSchedule, n: number): Fault | null {
  if ('steps' in schedule) return schedule.steps[n - 1] ?? null;
  const drawn = subKey(key, 'faults', schedule.seed);
  if (uniform(drawn, 'strike', String(n)) >= schedule.share) return null;
  return schedule.kinds[Math.floor(uniform(drawn, 'kind', String(n)) * schedule.kinds.length)] ?? null;
}
