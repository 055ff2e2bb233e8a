/**
 * How long it takes to give 5 million decisions of a million customers their rewards from 2 million events: customers'
 * keys to numbers, and every event to the last decision before it. Beside it the plain rule on a tenth of the customers,
 * which must give the same bits.
 *
 *   npm run -s bench -- attribution [--decisions 5000000] [--events 2000000] [--json]
 */
import { parseArgs } from 'node:util';
import { attributeRewards, CustomerNumbers, MS_PER_DAY, matureRewards } from '@fitly/core/data';
import { asCustomerKey, asDecisionId, type CustomerKey, type DecisionId } from '@fitly/core/terms';
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
  readonly decidedBy: CustomerKey[];
  readonly decidedAt: Float64Array;
  readonly happenedTo: CustomerKey[];
  readonly at: Float64Array;
  readonly value: Float64Array;
}

/** A text of its own for every row, as a reader gives it. */
const keyOf = (customer: number): CustomerKey => asCustomerKey(customer.toString(16).padStart(32, '0'));

function make({ decisions, events }: typeof size): Made {
  const random = randomOf(1);
  const customers = Math.ceil(decisions / PER_CUSTOMER);
  const day = (row: number): number => Math.floor(row / customers);
  return {
    ids: Array.from({ length: decisions }, (_, row) => asDecisionId(`d${row}`)),
    decidedBy: Array.from({ length: decisions }, (_, row) => keyOf(row % customers)),
    decidedAt: Float64Array.from({ length: decisions }, (_, row) => day(row) * MS_PER_DAY),
    happenedTo: Array.from({ length: events }, () => keyOf(random.below(customers))),
    at: Float64Array.from({ length: events }, () => random.below((PER_CUSTOMER + HORIZON_DAYS) * MS_PER_DAY)),
    value: Float64Array.from({ length: events }, () => random.next() * 100),
  };
}

function byColumns(made: Made) {
  const numbers = new CustomerNumbers(made.decidedBy.length / PER_CUSTOMER);
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
  return matureRewards({
    decisions: made.ids.map((decisionId, row) => ({
      decisionId,
      customerKey: made.decidedBy[row]!,
      decidedAt: made.decidedAt[row]!,
    })),
    events: made.happenedTo.map((customerKey, row) => ({ customerKey, at: made.at[row]!, value: made.value[row]! })),
    horizonDays: HORIZON_DAYS,
  });
}

/** Of the processor, so that another job on the machine disturbs little. */
function secondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

/** Throws when the columns and the plain rule differ in one bit. */
function comparePlain(): number {
  const made = make({ decisions: size.decisions / 10, events: size.events / 10 });
  let plain: ReturnType<typeof plainly> = [];
  const seconds = secondsOf(() => {
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

const plainTenthSeconds = comparePlain();
const made = make(size);
const seconds = median(Array.from({ length: REPEATS }, () => secondsOf(() => byColumns(made))));
const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
if (values.json) {
  printJson('attribution', { seconds, goalSeconds: GOAL_SECONDS, plainTenthSeconds, peakRssMb, size });
} else {
  console.log(
    `${size.decisions.toLocaleString('en')} decisions, ${size.events.toLocaleString('en')} events; ${machine}`,
  );
  console.log(
    `attributed by columns     ${seconds.toFixed(2)} s   goal ${GOAL_SECONDS} s; seconds of the processor, median of ${REPEATS}`,
  );
  console.log(`plain rule, a tenth       ${plainTenthSeconds.toFixed(2)} s   the same bits`);
  console.log(`peak memory               ${peakRssMb} MB, with the rows made up for this bench`);
}
