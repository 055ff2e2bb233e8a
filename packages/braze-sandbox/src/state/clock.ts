/** The virtual clock: it stands still until it is moved, and never moves back. */
import type { Instant } from '@fitly/core/terms';
import { readJson, writeJson } from './files.ts';

export interface VirtualClock {
  now(): Instant;
  /** False, and nothing happens, when `at` lies before now. */
  advanceTo(at: Instant): boolean;
}

/** `path` null = memory only. A clock that was kept goes on where it stood; otherwise it begins at `startAt`. */
export function createClock(path: string | null, startAt: Instant): VirtualClock {
  let now = path === null ? startAt : (instantIn(readJson(path)) ?? startAt);
  return {
    now: () => now,
    advanceTo(at) {
      if (at < now) return false;
      if (at > now && path !== null) writeJson(path, { at });
      now = at;
      return true;
    },
  };
}

function instantIn(value: unknown): Instant | null {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' ? value.at : null;
}
