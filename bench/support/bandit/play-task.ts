/** One play of a data set by one player: batch after batch, each learned from before the next is decided. */
import { sipKey, uniform } from '@fitly/core/math';
import { sampleAction } from '@fitly/core/policy';
import { asCustomerKey, asDecisionId } from '@fitly/core/terms';
import type { ProgrammePlayer } from '@fitly/simulator';
import type { BanditTask } from './bandit-task.ts';

const KEY = sipKey('6f6e6d6c6b6a69686766656463626160');

export interface Play {
  readonly task: BanditTask;
  readonly player: ProgrammePlayer;
  /** The order of the customers and the luck of the draws. */
  readonly seed: string;
  /** What an action of a row brought; null: nobody knows, so nothing is learned. */
  readonly rewardOf: (row: number, action: number) => number | null;
  /** Sees the probabilities of every row before anything is learned from it. */
  readonly score: (row: number, probabilities: Float64Array) => void;
}

export async function playTask({ task, player, seed, rewardOf, score }: Play): Promise<void> {
  const { contextSize, rowCount, batchSize } = task;
  const order = shuffled(rowCount, seed);
  for (let start = 0, batch = 0; start < rowCount; start += batchSize, batch++) {
    const rows = order.subarray(start, start + batchSize);
    const contexts = contextsOf(task, rows);
    await player.prepare?.(contexts, batch);
    const kept: { row: number; action: number; reward: number; propensity: number }[] = [];
    for (const [place, row] of rows.entries()) {
      const own = player.probabilities(contexts.subarray(place * contextSize, (place + 1) * contextSize), batch);
      score(row, own);
      const action = sampleAction(own, uniform(KEY, seed, `draw ${row}`));
      const reward = rewardOf(row, action);
      if (reward !== null) kept.push({ row, action, reward, propensity: own[action]! });
    }
    if (kept.length === 0) continue;
    player.learn(
      {
        count: kept.length,
        customerKeys: kept.map(({ row }) => asCustomerKey(`row ${row}`)),
        decisionIds: kept.map(({ row }) => asDecisionId(String(row))),
        contexts: contextsOf(
          task,
          Int32Array.from(kept, ({ row }) => row),
        ),
        actions: Int32Array.from(kept, ({ action }) => action),
        rewards: Float64Array.from(kept, ({ reward }) => reward),
        propensities: Float64Array.from(kept, ({ propensity }) => propensity),
      },
      batch + 1,
    );
  }

  function contextsOf({ contexts }: BanditTask, rows: Int32Array): Float64Array {
    const own = new Float64Array(rows.length * contextSize);
    for (const [place, row] of rows.entries()) {
      own.set(contexts.subarray(row * contextSize, (row + 1) * contextSize), place * contextSize);
    }
    return own;
  }
}

/** Fisher and Yates. */
function shuffled(count: number, seed: string): Int32Array {
  const order = Int32Array.from({ length: count }, (_, row) => row);
  for (let place = count - 1; place > 0; place--) {
    const other = Math.floor(uniform(KEY, seed, `shuffle ${place}`) * (place + 1));
    [order[place], order[other]] = [order[other]!, order[place]!];
  }
  return order;
}
