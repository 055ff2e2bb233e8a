/**
 * The default policy: the logistic learner, with the size of effects found out instead of told. Before anything is known
 * .06 suits a programme in which a few percent succeed, and 1 one in which the right choice nearly always does; early days
 * keep the linearisation that a wrong start gave them, so it is not repaired later. So there are several starts, which all
 * fold the same rows; every day adds how well each foresaw the day's rows before it learned from them (the prequential
 * likelihood of Dawid, 1984), and the leader acts. Once there are ten rows per coefficient the leader stays, and the others go.
 */
import { damaged, packNumbers, unpackNumbers } from '../policy/binary.ts';
import type { LearnDayInput, Policy } from '../policy/contract.ts';
import type { FeatureLayout } from '../policy/feature-layout.ts';
import { logisticPolicyWith } from './logistic.ts';
import { foreseen } from './logistic-day.ts';
import { LOGISTIC_SETTINGS, type LogisticSettings } from './logistic-settings.ts';
import {
  emptyLogisticState,
  joined,
  type LogisticState,
  numbersOfState,
  type StateShape,
  shapeOf,
  statesOfNumbers,
} from './logistic-state.ts';
import { surprisesOf } from './surprises.ts';

export interface Contender {
  /** Place among `STARTS`; from `FRESH.length` on one that another programme has carried over. */
  readonly start: number;
  readonly state: LogisticState;
  /** Log-likelihood of each day's rows before they were learned from, summed. */
  readonly foreseen: number;
}

export interface ContestState {
  /** Σ w of the rows of the first contender (less after forgetting); those that began with nothing have the same. */
  readonly n: number;
  /** Rows so far of the days that count, whatever was forgotten since: a contest must end. */
  readonly rows: number;
  /** In the order in which they lead while nothing speaks for another; a single one has won. */
  readonly contenders: readonly Contender[];
}

/** The measured one first: it leads while nothing speaks for another. */
const FRESH: readonly LogisticSettings[] = [
  LOGISTIC_SETTINGS,
  { ...LOGISTIC_SETTINGS, mainVariance: 0.3, optionByFeatureVariance: 0.1, pairVariance: 0.1 },
  { ...LOGISTIC_SETTINGS, mainVariance: 1, optionByFeatureVariance: 0.3, pairVariance: 0.3 },
];
/** A learner that was carried over goes on as it was. */
const STARTS = [...FRESH, ...FRESH];
const POLICIES = STARTS.map(logisticPolicyWith);

/** Rows per coefficient from which on the leader stays. */
const ENOUGH_ROWS = 10;

const contestOf = (rows: number, contenders: readonly Contender[]): ContestState => ({
  n: contenders[0]!.state.n,
  rows,
  contenders,
});

/** A contest that `state` has won: what was learned before there were several starts, or by another policy. */
export const wonBy = (state: LogisticState): ContestState => contestOf(0, [{ start: 0, state, foreseen: 0 }]);

/** With what another programme has learned ahead of the fresh starts; `start`: that of the learner of whom it is. */
export const joinedBy = (layout: FeatureLayout, start: number, carried: LogisticState): ContestState => {
  const { contenders } = logisticPolicy.emptyState(layout);
  const own = { start: FRESH.length + (start % FRESH.length), state: carried, foreseen: 0 };
  return contestOf(0, [own, ...contenders]);
};

const isCarried = ({ start }: Contender): boolean => start >= FRESH.length;

/** Who acts. Another start than the measured one must be ahead by more than chance, unless it was carried over. */
export const leaderOf = ({ contenders }: ContestState): Contender =>
  contenders.reduce((best, each) => (standingOf(each) > standingOf(best) ? each : best));

/** Logarithm of a likelihood ratio: "positive evidence" (Kass and Raftery, 1995). */
const HANDICAP = 2;

const standingOf = (contender: Contender): number =>
  contender.foreseen - (contender.start === 0 || isCarried(contender) ? 0 : HANDICAP);

/** The same for every contender. */
export const eachState = (
  { rows, contenders }: ContestState,
  work: (state: LogisticState, policy: Policy<LogisticState>) => LogisticState,
): ContestState =>
  contestOf(
    rows,
    contenders.map((own) => ({ ...own, state: work(own.state, POLICIES[own.start]!) })),
  );

export const logisticPolicy: Policy<ContestState> = {
  name: 'logistic',
  emptyState: (layout) =>
    contestOf(
      0,
      FRESH.map((_, start) => ({ start, state: emptyLogisticState(layout), foreseen: 0 })),
    ),
  learnDay: (input) => settled(learnAll(input), input.layout.size),
  surprises(input) {
    const leader = leaderOf(input.state);
    // What was carried over and does not hold here is no change of what customers prefer.
    if (isCarried(leader) && input.state.contenders.length > 1) return null;
    const { start, state } = leader;
    return surprisesOf({ ...input, state }, STARTS[start]!);
  },
  forget: (input) => eachState(input.state, (state, policy) => policy.forget({ ...input, state })),
  adapt: (contest, from, to, added) => eachState(contest, (state, policy) => policy.adapt(state, from, to, added)),
  nextVersion(input) {
    const { start, state } = leaderOf(input.state);
    return POLICIES[start]!.nextVersion({ ...input, state });
  },
  serializeState: serializeContest,
  deserializeState: deserializeContest,
};

function learnAll(input: LearnDayInput<ContestState>): ContestState {
  const { rows, contenders } = input.state;
  // Fresh starts foresee nothing on their first day, so that day counts for nobody.
  const counts = contenders.length > 1 && contenders.every(({ state }) => state.prior !== null);
  // And nothing that was carried over wins without a day of evidence.
  const isDecisive = counts || !contenders.some(isCarried) || contenders.length === 1;
  return contestOf(
    rows + (isDecisive ? input.rows.count : 0),
    contenders.map(({ start, state, foreseen: before }) => {
      const own = { ...input, state };
      const now = counts ? foreseen(own, STARTS[start]!) : 0;
      return { start, state: POLICIES[start]!.learnDay(own), foreseen: before + now };
    }),
  );
}

const settled = (contest: ContestState, coefficients: number): ContestState =>
  contest.rows < ENOUGH_ROWS * coefficients ? contest : contestOf(contest.rows, [leaderOf(contest)]);

export const CONTEST_FORMAT = 'fitly/logistic-contest/1';

function serializeContest({ rows, contenders }: ContestState): Uint8Array {
  const header = contenders.map(({ start, state, foreseen: score }) => ({ start, foreseen: score, ...shapeOf(state) }));
  const numbers = joined(contenders.map(({ state }) => numbersOfState(state)));
  return packNumbers({ format: CONTEST_FORMAT, rows, contenders: header }, numbers);
}

/** The inverse, bit for bit. Throws `database_damaged` for other bytes. */
function deserializeContest(bytes: Uint8Array): ContestState {
  const { header, numbers } = unpackNumbers(bytes, 'learner state');
  const { format, rows, contenders } = header as { format?: unknown; rows?: unknown; contenders?: unknown };
  if (format !== CONTEST_FORMAT || typeof rows !== 'number' || !Array.isArray(contenders) || contenders.length === 0) {
    throw damaged(bytes, 'learner state');
  }
  const headers = contenders as readonly (StateShape & Pick<Contender, 'start' | 'foreseen'>)[];
  const states = statesOfNumbers(numbers, headers);
  if (states === null || headers.some(({ start }) => STARTS[start] === undefined)) {
    throw damaged(bytes, 'learner state');
  }
  return contestOf(
    rows,
    headers.map(({ start, foreseen: score }, at) => ({ start, state: states[at]!, foreseen: score })),
  );
}
