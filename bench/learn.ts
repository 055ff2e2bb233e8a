/**
 * How fast matured decisions are learned, on one core: a day of `--rows` decisions of a simulated programme (240 actions, 20
 * numbers of context, 452 coefficients) folded into the state by the kernel, with the plain twin beside it, which must come to
 * the same state bit for bit, and the version drawn from it. A large day shows what a
 * decision costs; a day of 1,000 what a day costs however small it is.
 *
 *   npm run -s bench -- learn [--rows 100000] [--repeats 5] [--policies logistic,linear_thompson] [--json]
 */
import { parseArgs } from 'node:util';
import { linearThompson, logisticPolicy, plainFold } from '@fitly/core/learn';
import { type FoldArithmetic, featureLayout, type Policy, type TrainingRows } from '@fitly/core/policy';
import { asCustomerKey, asDecisionId } from '@fitly/core/terms';
import { createKernelFold } from '@fitly/kernel';
import { createProgramme } from '@fitly/simulator';
import { KEY, LEARNING } from './support/players/policy-player.ts';
import { randomOf } from './support/random.ts';
import { machine, printJson } from './support/report.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    repeats: { type: 'string', default: '5' },
    policies: { type: 'string', default: 'logistic,linear_thompson' },
    json: { type: 'boolean', default: false },
  },
});
const SMALL_DAY = 1000;
const { space, contextSize } = createProgramme('1');
const layout = featureLayout(space, contextSize);
const random = randomOf(1);
const names = values.policies.split(',');
const results = names.map((name) => {
  if (name === 'logistic') return measure(logisticPolicy);
  if (name === 'linear_thompson') return measure(linearThompson);
  throw new Error(`no policy "${name}"; there are logistic and linear_thompson`);
});
const [first] = results;
if (values.json) printJson('learn', { decisionsPerSecondPerCore: first!.decisionsPerSecond, results });
else {
  console.log(
    '| policy | decisions learned/s and core | plain twin | a day of 1,000: fold, ms | version, ms |\n|---|---|---|---|---|',
  );
  for (const { policy, decisionsPerSecond, plainDecisionsPerSecond, smallDayMs, versionMs } of results) {
    console.log(
      `| ${policy} | ${Math.round(decisionsPerSecond)} | ${Math.round(plainDecisionsPerSecond)} | ${smallDayMs.toFixed(0)} | ${versionMs.toFixed(0)} |`,
    );
  }
  console.log(
    `\n${layout.size} coefficients, days of ${values.rows}, CPU time, median of ${values.repeats}. ${machine}`,
  );
}

function measure<State>(policy: Policy<State>) {
  const kernel = createKernelFold();
  const large = rowsOf(Number(values.rows));
  const small = rowsOf(SMALL_DAY);
  const known = policy.learnDay({
    state: policy.emptyState(layout),
    layout,
    rows: rowsOf(5 * SMALL_DAY),
    shardKey: KEY,
  });
  const fold = (rows: TrainingRows, arithmetic: FoldArithmetic): State => {
    const state = policy.forget({ state: known, layout, days: 1, learning: LEARNING });
    return policy.learnDay({ state, layout, rows, shardKey: KEY, arithmetic });
  };
  const perSecond = (arithmetic: FoldArithmetic): number =>
    large.count / (medianMs(() => fold({ ...large }, arithmetic)) / 1000);
  const bytes = (arithmetic: FoldArithmetic): Uint8Array => policy.serializeState(fold({ ...large }, arithmetic));
  if (!Buffer.from(bytes(kernel)).equals(bytes(plainFold))) throw new Error('the kernel learned something else');
  const version = (): unknown =>
    policy.nextVersion({ state: known, layout, learning: LEARNING, encodingVersion: 1, key: KEY, name: 'bench' });
  // A copy each time: what learners keep of a day's rows must be worked out again.
  return {
    policy: policy.name,
    decisionsPerSecond: perSecond(kernel),
    plainDecisionsPerSecond: perSecond(plainFold),
    smallDayMs: medianMs(() => fold({ ...small }, kernel)),
    versionMs: medianMs(version),
  };
}

/** CPU time, so that other programs on the machine count less. */
function medianMs(work: () => unknown): number {
  const times = Array.from({ length: Number(values.repeats) }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

function rowsOf(count: number): TrainingRows {
  return {
    count,
    // As logs hold them: 32 hex digits, in order.
    customerKeys: Array.from({ length: count }, (_, row) => asCustomerKey((row * 7919).toString(16).padStart(32, '0'))),
    decisionIds: Array.from({ length: count }, (_, row) => asDecisionId(`d${row}`)),
    contexts: Float64Array.from({ length: count * contextSize }, (_, i) =>
      i % contextSize < 6 ? random.next() * 4 - 2 : random.below(3) === 0 ? 1 : 0,
    ),
    actions: Int32Array.from({ length: count }, () => random.below(space.size)),
    rewards: Float64Array.from({ length: count }, () => (random.below(25) === 0 ? 1 : 0)),
  };
}
