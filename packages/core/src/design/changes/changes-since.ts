/** What the file on hand changes, given what the agent's past already rests on. */
import type { Agent } from '../agent.ts';
import type { AgentChange } from './agent-change.ts';
import { describeChanges, reusedIds } from './describe-changes.ts';

export interface AgentPast {
  /** The version that the changes are told against. */
  readonly newest: Agent;
  /** The version of the newest finished run; null before the first one, when everything may still change. */
  readonly ran: Agent | null;
  /** Every version saved so far. */
  readonly saved: readonly Agent[];
}

/**
 * Differences from the newest version. Only what a run rests on is forbidden to change: a forbidden difference from a
 * version that never ran is free, one from the version that ran is told even where the newest version has it already.
 */
export function changesSince({ newest, ran, saved }: AgentPast, now: Agent): AgentChange[] {
  const changes = describeChanges(newest, now, ran === null ? [] : saved);
  const binding =
    ran === null ? [] : [...describeChanges(ran, now).filter(isForbidden), ...reusedIds(newest, now, saved)];
  const bound = new Set(binding.map((change) => change.path));
  const told = new Set(changes.map((change) => change.path));
  return [
    ...changes.map((change) =>
      ran === null || (isForbidden(change) && !bound.has(change.path)) ? free(change) : change,
    ),
    ...binding.filter((change) => !told.has(change.path)),
  ];
}

const isForbidden = (change: AgentChange): boolean => change.effect === 'forbidden';

const free = (change: AgentChange): AgentChange => ({
  ...change,
  effect: 'none',
  message: 'free to change: no run rests on it yet',
  irrevocable: false,
});
