/**
 * A program of somebody else's as a player, over lines of JSON on its standard input and output (docs/reference/bench.md):
 * it is told `start`, asked to `decide`, and told what to `learn`; only `decide` is answered.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ActionSpace } from '@fitly/core/design';
import type { PlayedRows, ProgrammePlayer } from '@fitly/simulator';
import type { PlayerTask } from '../players/player-task.ts';
import { UnusableInput } from './unusable-input.ts';

export interface ExternalProgram {
  /** A player for one play: whatever the program learned before is to be forgotten. */
  player(taskName: string, task: PlayerTask): ProgrammePlayer;
  close(): Promise<void>;
}

/** `command` is run by the shell. */
export function startExternal(command: string): ExternalProgram {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  // Whoever ends too early is told of by the next answer that does not come.
  child.stdin!.on('error', () => {});
  async function ask(question: unknown): Promise<string> {
    tell(child, question);
    const answer = await lines.next();
    if (answer.done === true) throw new UnusableInput(`the program ended before it answered: ${command}`);
    return answer.value;
  }
  return {
    player: (taskName, task) => externalPlayer(taskName, task, ask, (message) => tell(child, message)),
    async close() {
      child.stdin!.end();
      await ended;
    },
  };
}

function externalPlayer(
  taskName: string,
  { space, contextSize, seed }: PlayerTask,
  ask: (question: unknown) => Promise<string>,
  say: (message: unknown) => void,
): ProgrammePlayer {
  const actions = Array.from({ length: space.size }, (_, id) => ({ id, features: optionsOf(space, id) }));
  say({ start: { task: taskName, seed, contextSize, actions } });
  let answered = new Float64Array();
  let next = 0;
  return {
    name: 'external',
    async prepare(contexts) {
      const rows = rowsOf(contexts, contextSize);
      answered = probabilitiesOf(await ask({ decide: rows }), rows.length, space.size);
      next = 0;
    },
    /** In the order in which they were asked for. */
    probabilities() {
      const row = next++;
      return answered.subarray(row * space.size, (row + 1) * space.size);
    },
    learn: (rows) => say({ learn: learnedRows(rows, contextSize) }),
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

function rowsOf(contexts: Float64Array, contextSize: number): number[][] {
  const count = contextSize === 0 ? 0 : contexts.length / contextSize;
  return Array.from({ length: count }, (_, row) => [...contexts.subarray(row * contextSize, (row + 1) * contextSize)]);
}

const learnedRows = ({ contexts, actions, rewards, propensities }: PlayedRows, contextSize: number) =>
  rowsOf(contexts, contextSize).map((context, row) => ({
    context,
    action: actions[row],
    reward: rewards[row],
    propensity: propensities[row],
  }));

const TOLERANCE = 1e-6;

/** Throws for anything but one row of probabilities for each customer. */
function probabilitiesOf(line: string, rows: number, actions: number): Float64Array<ArrayBuffer> {
  const expected = `expected {"probabilities": [[…${actions} numbers], …${rows} rows]}, the sum of each row 1`;
  const given = (parsed(line) as { probabilities?: unknown } | null)?.probabilities;
  if (!Array.isArray(given) || given.length !== rows)
    throw new UnusableInput(`the program answered something else: ${expected}`);
  const all = new Float64Array(rows * actions);
  for (const [row, own] of given.entries()) {
    const sum = Array.isArray(own) && own.length === actions ? own.reduce((total, p) => total + p, 0) : Number.NaN;
    if (!(Math.abs(sum - 1) <= TOLERANCE) || own.some((p: number) => !(p >= 0))) {
      throw new UnusableInput(`row ${row} of the program's answer is no distribution: ${expected}`);
    }
    all.set(own, row * actions);
  }
  return all;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
