/** The virtual clock: it stands still until it is moved, or runs with real time; it never moves back. */
import type { Instant } from '@fitly/core/terms';
import { readJson, writeJson } from './files.ts';

export interface VirtualClock {
  now(): Instant;
  /** False, and nothing happens, when `at` lies before now. */
  advanceTo(at: Instant): boolean;
  /** Back to the beginning: only for a reset of everything. */
  restart(at: Instant): void;
}

export interface ClockOptions {
  /** null = memory only. A clock that was kept goes on where it stood; otherwise it begins at `startAt`. */
  readonly path: string | null;
  readonly startAt: Instant;
  /** Real milliseconds, for a clock that runs; null = it stands still. */
  readonly ticking?: (() => number) | null;
}

export function createClock({ path, startAt, ticking = null }: ClockOptions): VirtualClock {
  let base = path === null ? startAt : (instantIn(readJson(path)) ?? startAt);
  let since = ticking?.() ?? 0;
  const now = (): Instant => (ticking === null ? base : base + Math.max(0, Math.floor(ticking() - since)));
  const set = (at: Instant): void => {
    if (path !== null) writeJson(path, { at });
    base = at;
    since = ticking?.() ?? 0;
  };
  return {
    now,
    advanceTo(at) {
      if (at < now()) return false;
      if (at > now()) set(at);
      return true;
    },
    restart: set,
  };
}

function instantIn(value: unknown): Instant | null {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' ? value.at : null;
}
