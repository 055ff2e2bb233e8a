/** Candidates whose worth is known, judged from simulated logs. */
import { describe, expect, test } from 'vitest';
import { sipKey, uniform } from '../../math/index.ts';
import { chosenAmong, uniformOver } from './candidates.ts';
import type { JudgedLog } from './cross-fitted-models.ts';
import { type Judgement, judgeFrom } from './judge-candidate.ts';
import type { ByAction } from './rows.ts';

const foldKey = sipKey('01'.repeat(16));

interface World {
  readonly rows: number;
  readonly seed: string;
  /** Probability of a success for a context in {0, 1}. */
  readonly rate: (context: number, action: number) => number;
}

const RATES = [
  [0.1, 0.3, 0.2],
  [0.4, 0.1, 0.2],
];

/** Three actions drawn by (.5, .3, .2), one row per customer but every second customer twice. */
function worldLog({ rows, seed, rate }: World): JudgedLog {
  const key = sipKey('02'.repeat(16));
  const draw = (name: string, row: number) => uniform(key, seed, name, String(row));
  const behaviour = [0.5, 0.3, 0.2];
  const features = Float64Array.from({ length: rows }, (_, row) => Number(draw('context', row) < 0.5));
  const actions = Int32Array.from({ length: rows }, (_, row) => {
    const at = draw('action', row);
    return at < 0.5 ? 0 : at < 0.8 ? 1 : 2;
  });
  const customers = Int32Array.from({ length: rows }, (_, row) => Math.floor((row * 2) / 3));
  return {
    actions,
    actionCount: 3,
    propensities: Float64Array.from(actions, (action) => behaviour[action]!),
    rewards: Float64Array.from(actions, (action, row) => Number(draw('reward', row) < rate(features[row]!, action))),
    customers,
    customerKeys: Array.from({ length: customers.at(-1)! + 1 }, (_, customer) => `${seed}/${customer}`),
    features,
    width: 1,
    behaviour: (_, into) => into.set(behaviour),
  };
}

const rate: World['rate'] = (context, action) => RATES[context]![action]!;
const log = worldLog({ rows: 4000, seed: 'one', rate });
const all: ByAction = (_, into) => into.fill(1);
const best: ByAction = (row, into) => {
  into.fill(0);
  into[log.features[row] === 0 ? 1 : 0] = 1;
};

function judged(judgement: Judgement): Extract<Judgement, { kind: 'judged' }> {
  if (judgement.kind === 'refused') throw new Error(`refused: ${JSON.stringify(judgement.refusals)}`);
  return judgement;
}

describe('a log of known worth', () => {
  const judge = judgeFrom(log, { foldKey });

  test('each estimate of the best policy (.35) is within four of its errors, and the headline is DR', () => {
    const { estimates, headline, check } = judged(judge.judge(best));
    expect(headline).toEqual(expect.objectContaining({ method: 'dr' }));
    expect(estimates.map(({ method }) => method)).toEqual([
      'dr',
      'snips',
      'ips',
      'direct_method',
      'sndr',
      'dr_switch',
      'dr_shrink',
      'dr_sub_gaussian',
      'ips_clip',
      'mrdr',
    ]);
    for (const { estimate, standardError, method } of estimates)
      expect(Math.abs(estimate - 0.35), method).toBeLessThan(4 * (standardError ?? 0) + 0.01);
    expect(check.unsupported).toBe(0);
  });

  test('against the log the common noise falls out: the error is smaller than that of two separate means', () => {
    const { against, headline } = judged(judge.judge(chosenAmong(all, (action) => action === 0)));
    const { logged } = judge;
    if (against.kind !== 'inference' || logged.kind !== 'inference') throw new Error('refused');
    expect(against.estimate).toBeCloseTo(headline.estimate - logged.estimate, 12);
    expect(against.standardError!).toBeLessThan(Math.hypot(headline.standardError!, logged.standardError!));
  });

  test('the model makes DR surer than weights alone', () => {
    const { estimates } = judged(judge.judge(best));
    const errorOf = (method: string) => estimates.find((each) => each.method === method)!.standardError!;
    expect(errorOf('dr')).toBeLessThan(0.95 * errorOf('ips'));
  });

  test('parts are judged apart, and their mean by size is the whole', () => {
    const partOf = Array.from(log.rewards, (_, row) => Number(row >= 1000));
    const parts = judge.judgeParts(uniformOver(all), partOf, 2);
    const [first, second] = parts.map((part) => (part.kind === 'inference' ? part.estimate : Number.NaN));
    const { headline } = judged(judge.judge(uniformOver(all)));
    expect(first! * 0.25 + second! * 0.75).toBeCloseTo(headline.estimate, 12);
  });
});

describe('no number', () => {
  test('when every decision earned the same', () => {
    const judgement = judgeFrom(worldLog({ rows: 900, seed: 'two', rate: () => 0 }), { foldKey }).judge(
      uniformOver(all),
    );
    expect(judgement).toMatchObject({ kind: 'refused', refusals: [{ reason: 'no_variation' }] });
  });

  test('when the log is worth fewer than 200 decisions of the candidate', () => {
    const judgement = judgeFrom(worldLog({ rows: 600, seed: 'three', rate }), { foldKey }).judge(
      chosenAmong(all, (action) => action === 2),
    );
    expect(judgement).toMatchObject({ kind: 'refused', refusals: [{ reason: 'effective_sample_too_small' }] });
  });

  test('when the log could not draw what the candidate wants', () => {
    const blind = { ...log, behaviour: ((_, into) => into.set([0.5, 0.5, 0])) satisfies ByAction };
    const judgement = judgeFrom(blind, { foldKey }).judge(uniformOver(all));
    expect(judgement).toMatchObject({ kind: 'refused' });
    expect(judgement.kind === 'refused' && judgement.refusals.map(({ reason }) => reason)).toContain('support_missing');
  });

  test('when a propensity cannot be one', () => {
    const judgement = judgeFrom({ ...log, propensities: log.rewards }, { foldKey }).judge(best);
    expect(judgement).toMatchObject({ kind: 'refused', refusals: [{ reason: 'propensity_unusable' }] });
  });
});

describe('candidates', () => {
  const possible: ByAction = (row, into) => into.set(row === 0 ? [1, 0, 1, 1] : [0, 1, 1, 0]);
  const vectorOf = (candidate: ByAction, row: number) => {
    const into = new Float64Array(4);
    candidate(row, into);
    return [...into];
  };

  test('every action alike is over what is possible', () => {
    expect(vectorOf(uniformOver(possible), 0)).toEqual([1 / 3, 0, 1 / 3, 1 / 3]);
  });

  test('what is wanted is taken where it may be, and every possible action alike elsewhere', () => {
    const wanted = chosenAmong(possible, (action) => action === 0 || action === 3);
    expect(vectorOf(wanted, 0)).toEqual([0.5, 0, 0, 0.5]);
    expect(vectorOf(wanted, 1)).toEqual([0, 0.5, 0.5, 0]);
  });
});
