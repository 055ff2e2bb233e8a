/**
 * A program of somebody else's as a player, over lines of JSON on its standard input and output (docs/reference/bench.md):
 * it is told `start`, asked to `decide`, and told what it `learn`s; only `decide` is answered.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ActionSpace } from '@fitly/core/design';
import type { BanditPlayer } from './bandit-player.ts';

const NAME = 'external';

export interface ExternalProgram {
  /** A player for one play: whatever it learned before is to be forgotten. */
  player(task: string, seed: string, space: ActionSpace, contextSize: number): BanditPlayer;
  close(): Promise<void>;
}

/** `command` is run by the shell. */
export function startExternal(command: string): ExternalProgram {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  // Whoever ends too early is told of by the next answer that does not come.
  child.stdin!.on('error', () => {});
  return {
    player: (task, seed, space, contextSize) => {
      const actions = Array.from({ length: space.size }, (_, action) => ({
        id: action,
        features: optionsOf(space, action),
      }));
      tell(child, { start: { task, seed, contextSize, actions } });
      return {
        name: NAME,
        async decide(contexts) {
          const rows = rowsOf(contexts, contextSize);
          tell(child, { decide: rows });
          const answer = await lines.next();
          if (answer.done === true) throw new Error(`the program ended before it answered: ${command}`);
          return probabilitiesOf(answer.value, rows.length, space.size);
        },
        async learn({ contexts, actions: taken, rewards, propensities, count }) {
          const rows = rowsOf(contexts, contextSize).slice(0, count);
          tell(child, {
            learn: rows.map((context, row) => ({
              context,
              action: taken[row],
              reward: rewards[row],
              propensity: propensities[row],
            })),
          });
        },
      };
    },
    async close() {
      child.stdin!.end();
      await ended;
    },
  };
}

function tell(child: ChildProcess, message: unknown): void {
  child.stdin!.write(`${JSON.stringify(message)}\n`);
}

/** An action by what it chose: `{ "dimension1": "option2", … }`. */
const optionsOf = (space: ActionSpace, action: number): Record<string, string> =>
  Object.fromEntries(
    space.dimensions.map(({ id, optionIds }, dim) => [id, optionIds[space.optionIndex(action, dim)]!]),
  );

const rowsOf = (contexts: Float64Array, contextSize: number): number[][] =>
  Array.from({ length: contexts.length / contextSize }, (_, row) => [
    ...contexts.subarray(row * contextSize, (row + 1) * contextSize),
  ]);

const TOLERANCE = 1e-6;

/** Throws for anything but one row of probabilities for each customer. */
function probabilitiesOf(line: string, rows: number, actions: number): Float64Array {
  const answer: unknown = JSON.parse(line);
  const given = (answer as { probabilities?: unknown }).probabilities;
  const expected = `expected {"probabilities": [[…${actions} numbers], …${rows} rows]}, each row with the sum 1`;
  if (!Array.isArray(given) || given.length !== rows)
    throw new Error(`the program answered something else: ${expected}`);
  const all = new Float64Array(rows * actions);
  for (const [row, own] of given.entries()) {
    const sum = Array.isArray(own) && own.length === actions ? own.reduce((total, p) => total + p, 0) : Number.NaN;
    if (!(Math.abs(sum - 1) <= TOLERANCE) || own.some((p: number) => !(p >= 0))) {
      throw new Error(`row ${row} of the program's answer is no distribution: ${expected}`);
    }
    all.set(own, row * actions);
  }
  return all;
}
