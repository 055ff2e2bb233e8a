/**
 * How many customers one core decides for in a second: 240 actions, 20 numbers of context, 64 draws; from the context to the
 * winners, the exact probabilities and the draw, all masks open and with five masks. Beside it the plain code of core, and
 * what the machine's vector unit can do: the same number of additions and comparisons without any memory to read.
 * Seconds are those of the processor, so that another job on the machine disturbs little.
 *
 *   npm run -s bench -- decide [--customers 200000] [--json]
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { probabilityVector } from '@fitly/core/data';
import { type ActionSpace, actionSpaceOf } from '@fitly/core/design';
import { normalStream, sipKey, uniform } from '@fitly/core/math';
import {
  explore,
  featureLayout,
  type LinearDrawsVersion,
  type PrepareWinners,
  plainWinners,
  sampleAction,
} from '@fitly/core/policy';
import { kernelWinners } from '@fitly/kernel';
import { vectorOperationsPerSecond } from '@fitly/kernel/vector-limit';
import { machine, printJson } from './support/report.ts';

const COUNTS = [5, 4, 3, 4];
const CONTEXT_SIZE = 20;
const DRAWS = 64;
const BATCH = 1024;
const REPEATS = 5;
const GOAL = 60_000;
const KEY = sipKey('000102030405060708090a0b0c0d0e0f');

const { values } = parseArgs({
  options: { customers: { type: 'string', default: '200000' }, json: { type: 'boolean', default: false } },
});
const customers = Math.ceil(Number(values.customers) / BATCH) * BATCH;
const space = spaceOf(COUNTS);
const version = versionOf(space);
const contexts = contextsOf(BATCH);
const draws = Array.from({ length: BATCH }, (_, row) => uniform(KEY, 'draw', String(row)));
const into = new Float64Array(space.size);
const open = new Uint8Array(space.size).fill(1);
const five = Array.from({ length: 5 }, (_, i) => open.map((_each, action) => Number(action % (7 + i) !== i)));

if (isMainThread) report(await measure());
else serve(Number(workerData));

interface Measured {
  readonly prepare: PrepareWinners;
  /** Probabilities and draw too, not the winners alone. */
  readonly draw: boolean;
  readonly masks?: readonly Uint8Array[];
  readonly count?: number;
}

/** Customers a second of processor time, median of the repetitions. */
function perSecond({ prepare, draw, masks = [open], count = customers }: Measured): number {
  const findWinners = prepare(version, space, null);
  const batch = { contexts, masks: Array.from({ length: BATCH }, (_, row) => masks[row % masks.length]!) };
  const play = (): void => {
    for (let done = 0; done < count; done += BATCH) {
      const winners = findWinners(batch);
      if (draw) drawAll(winners, batch.masks);
    }
  };
  play();
  const rates = Array.from({ length: REPEATS }, () => count / processorSeconds(play)).sort((a, b) => a - b);
  return Math.round(rates[Math.floor(REPEATS / 2)]!);
}

function drawAll(winners: Int32Array, masks: readonly Uint8Array[]): void {
  for (let row = 0; row < masks.length; row++) {
    const probabilities = explore(winners.subarray(row * DRAWS, (row + 1) * DRAWS), version);
    const vector = probabilityVector(probabilities, space, masks[row]!, into);
    const propensity = vector[sampleAction(vector, draws[row]!)]!;
    if (!(propensity > 0)) throw new Error('an action was drawn that has no probability');
  }
}

function processorSeconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Customers a second of the clock, with `count` workers that each decide for all `customers`. */
async function withWorkers(count: number): Promise<number> {
  const workers = Array.from({ length: count }, () => new Worker(new URL(import.meta.url), { workerData: customers }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const start = performance.now();
  for (const worker of workers) worker.postMessage('go');
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const seconds = (performance.now() - start) / 1000;
  for (const worker of workers) await worker.terminate();
  return Math.round((count * customers) / seconds);
}

function serve(count: number): void {
  const findWinners = kernelWinners(version, space, null);
  const masks = Array.from({ length: BATCH }, () => open);
  const play = (customersToPlay: number): void => {
    for (let done = 0; done < customersToPlay; done += BATCH) drawAll(findWinners({ contexts, masks }), masks);
    parentPort!.postMessage('done');
  };
  parentPort!.on('message', () => play(count));
  play(20 * BATCH);
}

async function measure() {
  return {
    customersPerSecondPerCore: perSecond({ prepare: kernelWinners, draw: true }),
    fiveMasks: perSecond({ prepare: kernelWinners, draw: true, masks: five }),
    winnersOnly: perSecond({ prepare: kernelWinners, draw: false }),
    plainTwin: perSecond({ prepare: plainWinners, draw: true, count: customers / 10 }),
    arithmeticLimit: Math.round(vectorOperationsPerSecond(processorSeconds) / vectorOperations()),
    twoWorkers: await withWorkers(2),
  };
}

/** Products, sums, comparisons and choices of one customer, each of four draws at once. */
function vectorOperations(): number {
  const options = COUNTS.reduce((sum, count) => sum + count, 0);
  const runs = space.size / COUNTS.at(-1)!;
  return (DRAWS / 4) * (2 * options * CONTEXT_SIZE + (COUNTS.length - 1) * runs + 6 * space.size);
}

function report(figures: Awaited<ReturnType<typeof measure>>): void {
  const data = { actions: space.size, contextSize: CONTEXT_SIZE, draws: DRAWS, customers };
  if (values.json) {
    printJson('decide', { ...figures, goal: GOAL, data });
    return;
  }
  const line = (name: string, value: number): void =>
    console.log(`${name.padEnd(46)}${value.toLocaleString('en').padStart(12)}`);
  console.log(`${space.size} actions, ${CONTEXT_SIZE} numbers, ${DRAWS} draws; customers a second; ${machine}`);
  line('one core: winners, probabilities, draw', figures.customersPerSecondPerCore);
  line('  goal', GOAL);
  line('  with five masks', figures.fiveMasks);
  line('  winners alone', figures.winnersOnly);
  line('  arithmetic alone, nothing read (limit)', figures.arithmeticLimit);
  line('plain twin, one core', figures.plainTwin);
  line('two workers, by the clock', figures.twoWorkers);
}

function spaceOf(counts: readonly number[]): ActionSpace {
  return actionSpaceOf({
    dimensions: counts.map((count, dim) => ({
      id: `d${dim}`,
      optionIds: Array.from({ length: count }, (_, i) => `o${i}`),
    })),
  });
}

/** Coefficients with the spread of a posterior, around a mean that all draws share. */
function versionOf(ofSpace: ActionSpace): LinearDrawsVersion {
  const { size } = featureLayout(ofSpace, CONTEXT_SIZE);
  const next = normalStream(KEY, 'coefficients');
  const mean = Float64Array.from({ length: size }, () => 0.2 * next());
  const coefficients = Float64Array.from({ length: DRAWS * size }, (_, i) => mean[i % size]! + 0.05 * next());
  return {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: ofSpace,
    encodingVersion: 1,
    contextSize: CONTEXT_SIZE,
    draws: DRAWS,
    floor: 0.02,
    coefficients,
  };
}

function contextsOf(count: number): Float64Array {
  const next = normalStream(KEY, 'contexts');
  return Float64Array.from({ length: count * CONTEXT_SIZE }, next);
}
