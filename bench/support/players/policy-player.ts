/** A policy of the product as a player: its own learning, versions, probabilities; nothing of it is rebuilt here. */
import { probabilityVector } from '@fitly/core/data';
import { LEARNING_DEFAULTS, type Learning } from '@fitly/core/design';
import { sipKey } from '@fitly/core/math';
import { featureLayout, type Policy, type PolicyVersion, probabilitiesFor } from '@fitly/core/policy';
import { createKernelFold } from '@fitly/kernel';
import type { ProgrammePlayer } from '@fitly/simulator';
import type { PlayerTask } from './player-task.ts';

export const KEY = sipKey('000102030405060708090a0b0c0d0e0f');

/** What the notes of the figures take unless they say otherwise. */
export const LEARNING: Learning = { ...LEARNING_DEFAULTS, policy: 'logistic', temper: 0.2, floor: 0.01 };

export function policyPlayer<State>(
  name: string,
  policy: Policy<State>,
  programme: PlayerTask,
  changes: Partial<Learning> = {},
): ProgrammePlayer {
  const { space, contextSize } = programme;
  const learning = { ...LEARNING, policy: policy.name, ...changes };
  const layout = featureLayout(space, contextSize);
  const all = new Uint8Array(space.size).fill(1);
  let state = policy.emptyState(layout);
  const arithmetic = createKernelFold();
  let lastDay: number | null = null;
  const versionOn = (day: number): PolicyVersion =>
    policy.nextVersion({
      state,
      layout,
      learning,
      encodingVersion: 1,
      key: KEY,
      name: `${programme.seed}/${day}`,
    });
  let version = versionOn(0);
  return {
    name,
    learn(rows, day) {
      const days = lastDay === null ? 0 : day - lastDay;
      lastDay = day;
      state = policy.forget({ state, layout, days, learning });
      state = policy.learnDay({ state, layout, rows, shardKey: KEY, arithmetic });
      version = versionOn(day);
    },
    probabilities: (contextRow) => probabilityVector(probabilitiesFor(version, space, contextRow, all)!, space, all),
  };
}
