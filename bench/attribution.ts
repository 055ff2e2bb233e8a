/**
 * How long it takes to give 5 million decisions of a million customers their rewards from 2 million events: customers'
 * keys to numbers, and every event to the last decision before it. Keys stand as words, as the lake reads them. Beside it the
 * plain rule on a tenth of the customers, which must give the same bits.
 *
 *   npm run -s bench -- attribution [--decisions 5000000] [--events 2000000] [--json]
 */
import { parseArgs } from 'node:util';
import { attributeRewards, CustomerNumbers, hexOfKey, KEY_WORDS, MS_PER_DAY, matureRewards } from '@fitly/core/data';
import { asCustomerKey, asDecisionId, type DecisionId } from '@fitly/core/terms';
import { randomOf } from './support/random.ts';
import { machine, printJson } from './support/report.ts';

const GOAL_SECONDS = 5;
const REPEATS = 3;
const HORIZON_DAYS = 7;
const PER_CUSTOMER = 5;

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '5000000' },
    events: { type: 'string', default: '2000000' },
    json: { type: 'boolean', default: false },
  },
});
const size = { decisions: Number(values.decisions), events: Number(values.events) };

interface Made {
  readonly ids: DecisionId[];
  /** As words. */
  readonly decidedBy: Uint32Array;
  readonly decidedAt: Float64Array;
  readonly happenedTo: Uint32Array;
  readonly at: Float64Array;
  readonly value: Float64Array;
}

/** Words as a keyed hash gives them, in no order: one customer, one key. */
function keysOf(rows: number, customerOf: (row: number) => number): Uint32Array {
  const words = new Uint32Array(rows * KEY_WORDS);
  for (let row = 0; row < rows; row++) {
    const customer = customerOf(row);
    for (let word = 0; word < KEY_WORDS; word++) words[row * KEY_WORDS + word] = Math.imul(customer + 1, ODD[word]!);
  }
  return words;
}

const ODD = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];

function make({ decisions, events }: typeof size): Made {
  const random = randomOf(1);
  const customers = Math.ceil(decisions / PER_CUSTOMER);
  const day = (row: number): number => Math.floor(row / customers);
  return {
    ids: Array.from({ length: decisions }, (_, row) => asDecisionId(`d${row}`)),
    decidedBy: keysOf(decisions, (row) => row % customers),
    decidedAt: Float64Array.from({ length: decisions }, (_, row) => day(row) * MS_PER_DAY),
    happenedTo: keysOf(events, () => random.below(customers)),
    at: Float64Array.from({ length: events }, () => random.below((PER_CUSTOMER + HORIZON_DAYS) * MS_PER_DAY)),
    value: Float64Array.from({ length: events }, () => random.next() * 100),
  };
}

function byColumns(made: Made) {
  const numbers = new CustomerNumbers(made.ids.length / PER_CUSTOMER);
  const customer = numbers.addAll(made.decidedBy);
  return attributeRewards({
    customers: numbers.size,
    decisions: { customer, decidedAt: made.decidedAt, decisionId: made.ids },
    events: {
      customer: numbers.numbersOf(made.happenedTo),
      at: made.at,
      value: made.value,
    },
    horizonDays: HORIZON_DAYS,
  });
}

function plainly(made: Made) {
  const keyOf = (keys: Uint32Array, row: number) => asCustomerKey(hexOfKey(keys, row * KEY_WORDS));
  return matureRewards({
    decisions: made.ids.map((decisionId, row) => ({
      decisionId,
      customerKey: keyOf(made.decidedBy, row),
      decidedAt: made.decidedAt[row]!,
    })),
    events: Array.from(made.at, (at, row) => ({
      customerKey: keyOf(made.happenedTo, row),
      at,
      value: made.value[row]!,
    })),
    horizonDays: HORIZON_DAYS,
  });
}

interface Took {
  /** Of the processor, so that another job on the machine disturbs little. */
  readonly seconds: number;
  readonly byTheClock: number;
}

function timed(work: () => void): Took {
  const start = process.cpuUsage();
  const from = performance.now();
  work();
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, byTheClock: (performance.now() - from) / 1_000 };
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

/** Throws when the columns and the plain rule differ in one bit. */
function comparePlain(): number {
  const made = make({ decisions: size.decisions / 10, events: size.events / 10 });
  let plain: ReturnType<typeof plainly> = [];
  const { seconds } = timed(() => {
    plain = plainly(made);
  });
  const fast = byColumns(made);
  const rewardOf = new Map(plain.map((each) => [each.decisionId, each]));
  for (const [row, id] of made.ids.entries()) {
    const twin = rewardOf.get(id)!;
    const same = Object.is(twin.reward, fast.reward[row]) && twin.events === fast.events[row];
    if (!same || twin.maturedAt !== fast.maturedAt[row]) throw new Error(`decision ${id} differs from the plain rule`);
  }
  return seconds;
}

const made = make(size);
const runs = Array.from({ length: REPEATS }, () => timed(() => byColumns(made)));
const seconds = median(runs.map((run) => run.seconds));
const byTheClock = median(runs.map((run) => run.byTheClock));
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
const plainTenthSeconds = comparePlain();
if (values.json) {
  printJson('attribution', { seconds, byTheClock, goalSeconds: GOAL_SECONDS, plainTenthSeconds, peakRssMb, size });
} else {
  console.log(
    `${size.decisions.toLocaleString('en')} decisions, ${size.events.toLocaleString('en')} events; ${machine}`,
  );
  console.log(
    `attributed by columns     ${seconds.toFixed(2)} s   goal ${GOAL_SECONDS} s; of the processor, ${byTheClock.toFixed(2)} s by the clock; medians of ${REPEATS}`,
  );
  console.log(`plain rule, a tenth       ${plainTenthSeconds.toFixed(2)} s   the same bits`);
  console.log(`peak memory               ${peakRssMb} MB, with the rows made up for this bench`);
}
