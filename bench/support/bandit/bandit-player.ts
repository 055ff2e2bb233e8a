/** Who plays a data set: the players of programmes, or a program of somebody else's. */
import type { TrainingRows } from '@fitly/core/policy';
import type { ProgrammePlayer } from '@fitly/simulator';

export interface LoggedRows extends TrainingRows {
  /** Probability with which each action was taken, in (0, 1]. */
  readonly propensities: Float64Array;
}

/** Remembers what it learned: one for each play. */
export interface BanditPlayer {
  readonly name: string;
  /** count × actions, row-major: probabilities for a batch of contexts (count × contextSize, row-major). */
  decide(contexts: Float64Array, batch: number): Promise<Float64Array>;
  learn(rows: LoggedRows, batch: number): Promise<void>;
}

export function banditPlayer(player: ProgrammePlayer, contextSize: number, actions: number): BanditPlayer {
  return {
    name: player.name,
    async decide(contexts, batch) {
      const count = contexts.length / contextSize;
      const all = new Float64Array(count * actions);
      for (let row = 0; row < count; row++) {
        all.set(
          player.probabilities(contexts.subarray(row * contextSize, (row + 1) * contextSize), batch),
          row * actions,
        );
      }
      return all;
    },
    async learn(rows, batch) {
      player.learn(rows, batch);
    },
  };
}
