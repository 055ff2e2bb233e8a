/** An evaluation for people: each candidate with its figure and interval, the other estimates, or why there is none. */
import type { Inference, OffPolicyRefusal, Refused, SelfCheck } from '@fitly/core/measure';
import { formatCount, formatPlain, formatShare } from '@fitly/core/report';
import type { EvaluatedCandidate, Evaluation } from '@fitly/service';
import { styled } from '../terminal.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

interface Look {
  readonly width: number;
  readonly color: boolean;
}

type Figure = (value: number) => string;

export function renderEvaluation(evaluation: Evaluation, look: Look): string[] {
  const { source, logged, candidates } = evaluation;
  const unit = unitOf(source);
  return [
    styled(
      `${formatCount(source.decisions)} decisions of ${source.label}: ${formatCount(source.customers)} customers, ${formatCount(source.actions)} actions`,
      'bold',
      look.color,
    ),
    ...source.notes.flatMap((note) => indented(note, look)),
    ...indented(`They earned ${estimateText(evaluation, logged)} ${unit}.`, look),
    ...candidates.flatMap((candidate) => ['', ...candidateLines(evaluation, candidate, look)]),
    ...closing(evaluation, look),
  ];
}

function candidateLines(evaluation: Evaluation, candidate: EvaluatedCandidate, look: Look): string[] {
  const { source } = evaluation;
  const { label, judgement, notes, changes } = candidate;
  const head = (text: string, style: 'bold' | 'red') => [
    styled(text, style, look.color),
    ...notes.flatMap((note) => indented(note, look)),
  ];
  const otherwise = changes === null ? [] : [`It would draw otherwise in ${formatShare(changes)} of these decisions.`];
  if (judgement.kind === 'refused') {
    return [
      ...head(`${label}: no number`, 'red'),
      ...causes(judgement.refusals).flatMap((refusal) => indented(refusalText(refusal), look)),
      ...otherwise.flatMap((line) => indented(line, look)),
    ];
  }
  const { headline, against, estimates, check, warnings } = judgement;
  const figure = figureOf(evaluation, headline);
  const rows = estimates.map((estimate) => [
    METHOD_NAMES[estimate.method] ?? estimate.method,
    figure(estimate.estimate),
    estimate.low === null ? '' : figure(estimate.low),
    estimate.high === null ? '' : figure(estimate.high),
    estimate.lambda === null ? '' : String(estimate.lambda),
  ]);
  return [
    ...head(`${label}: ${estimateText(evaluation, headline)} ${unitOf(source)}`, 'bold'),
    ...indented(`Against the log: ${estimateText(evaluation, against, signed)}.`, look),
    ...otherwise.flatMap((line) => indented(line, look)),
    ...indented(
      `Effective sample ${formatCount(check.effectiveSampleSize)} of ${formatCount(check.decisions)} decisions; mean weight ${check.meanWeight.toFixed(3)} (${zText(check.z)}).`,
      look,
    ),
    ...warnings.flatMap((warning) => indented(`Warning: ${warningText(warning)}`, look)),
    ...table(['estimator', 'estimate', 'from', 'to', 'λ'], rows)
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}

function closing(evaluation: Evaluation, look: Look): string[] {
  const { candidates, truth, selfCheck, source } = evaluation;
  const lines: string[] = [];
  if (truth !== null) {
    const shown = `${truth.label} really earned ${estimateText(evaluation, truth.mean)} ${unitOf(source)}, over ${formatCount(truth.decisions)} decisions.`;
    lines.push('', ...wrap(`${shown}${distance(candidates, truth)}`, look.width));
  }
  if (selfCheck !== null) lines.push('', ...wrap(selfCheckText(selfCheck), look.width));
  lines.push('', ...wrap('Intervals: 95 %, errors by customer, for one look; not for reading every day.', look.width));
  return lines;
}

/** With fewer weeks, one that misses by chance would already fail it. */
const WEEKS_FOR_VERDICT = 10;

function selfCheckText({ weeks, covered, passed }: SelfCheck): string {
  if (weeks === 0) return 'Self-check: not known; no week has enough decisions of random control yet.';
  const agree = `the agent’s policies, judged from this log week by week, agree with what its customers did in ${covered} of ${weeks} weeks (needed: 90 %)`;
  if (weeks < WEEKS_FOR_VERDICT) return `Self-check so far: ${agree}; a verdict takes ${WEEKS_FOR_VERDICT} weeks.`;
  return passed === true
    ? `Self-check passed: ${agree}.`
    : `Self-check failed, so do not rely on these estimates: ${agree}.`;
}

/** How far an estimate is from what really was; nothing where the candidate was not judged. */
function distance(candidates: readonly EvaluatedCandidate[], { of, mean }: NonNullable<Evaluation['truth']>): string {
  const judgement = candidates.find(({ label }) => label === of)?.judgement;
  if (judgement?.kind !== 'judged' || mean.kind !== 'inference') return '';
  const { headline } = judgement;
  const error = Math.hypot(headline.standardError ?? 0, mean.standardError ?? 0);
  const z = Math.abs(headline.estimate - mean.estimate) / error;
  return ` The estimate of “${of}” is ${z.toFixed(1)} standard errors away.`;
}

const indented = (text: string, { width }: Look): string[] => wrap(text, width - 2).map((line) => `  ${line}`);

const unitOf = ({ unit, shownPer, per }: Evaluation['source']): string => {
  const each =
    per === 'decision' ? (shownPer === 1 ? 'decision' : '1,000 decisions') : shownPer === 1 ? 'day' : '1,000 days';
  return `${unit} per ${each}`;
};

/** Each figure with as many digits as its interval makes sense of. */
function figureOf({ source }: Evaluation, result: Inference | Refused): Figure {
  const error = (result.kind === 'inference' ? (result.standardError ?? 0) : 0) * source.shownPer;
  const digits = error > 0 ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 4;
  const format = new Intl.NumberFormat('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    ...(source.currency === null
      ? {}
      : { style: 'currency', currency: source.currency, currencyDisplay: 'narrowSymbol' }),
  });
  return (value) => format.format(value * source.shownPer).replaceAll('-', '−');
}

const signed = (value: number, figure: Figure): string => (value > 0 ? `+${figure(value)}` : figure(value));

function estimateText(
  evaluation: Evaluation,
  result: Inference | Refused,
  write = (value: number, figure: Figure): string => figure(value),
): string {
  if (result.kind === 'refused') return result.reason === 'no_variation' ? 'the same each time' : 'an unknown amount';
  const figure = figureOf(evaluation, result);
  const { estimate, low, high } = result;
  return `${write(estimate, figure)} (${low === null ? '' : write(low, figure)} to ${high === null ? '' : write(high, figure)})`;
}

const METHOD_NAMES: Readonly<Record<string, string>> = {
  dr: 'DR, doubly robust',
  snips: 'SNIPS, weights normalised',
  ips: 'IPS, weights alone',
  direct_method: 'DM, model alone',
  sndr: 'SNDR, DR normalised',
  dr_switch: 'Switch-DR',
  dr_shrink: 'DRos, weights shrunk',
  dr_sub_gaussian: 'DR, sub-Gaussian weights',
  ips_clip: 'IPS, weights clipped',
  mrdr: 'MRDR, model for DR',
};

/** Where support is missing, weights are off for that reason alone. */
const causes = (refusals: readonly OffPolicyRefusal[]): readonly OffPolicyRefusal[] =>
  refusals.some(({ reason }) => reason === 'support_missing')
    ? refusals.filter(({ reason }) => reason !== 'weights_off_one')
    : refusals;

function refusalText(refusal: OffPolicyRefusal): string {
  switch (refusal.reason) {
    case 'no_decisions':
      return 'No decision of the log may be used for it. For a policy version, take an older one or wait until later decisions mature.';
    case 'no_variation':
      return 'Every decision earned the same, so nothing can be told apart. Check the reward column.';
    case 'propensity_unusable':
      return `The propensity of decision ${refusal.row + 1} is ${refusal.propensity}, which is no probability. Mend the log.`;
    case 'row_unusable':
      return `Decision ${refusal.row + 1} has a reward or weight that is no usable number. Mend the log.`;
    case 'effective_sample_too_small':
      return `For this candidate the log is worth ${formatCount(refusal.effectiveSampleSize)} decisions, and ${formatCount(refusal.needed)} are needed: it rarely did what the candidate would. Use a longer log, or a candidate nearer to what was logged.`;
    case 'support_missing':
      return `${formatShare(refusal.unsupported)} of its choices could never have been logged (1 % may be). Take them out of the candidate, or use a log that draws them.`;
    case 'weights_off_one':
      return `Weights average ${refusal.meanWeight.toFixed(3)} instead of 1 (${zText(refusal.z)}): the logged propensities are not those that decisions were drawn with, or the log lacks what the candidate does. Check that they were logged after every filter.`;
  }
}

type Judged = Extract<EvaluatedCandidate['judgement'], { kind: 'judged' }>;

function warningText(warning: Judged['warnings'][number]): string {
  switch (warning.warning) {
    case 'one_decision_dominates':
      return `one decision carries ${formatShare(warning.share)} of all weight.`;
    case 'support_unknown':
      return 'the log does not say what else could have been drawn, so missing support shows in the mean weight only.';
    case 'estimators_disagree':
      return `the intervals of ${warning.methods.map((method) => METHOD_NAMES[method] ?? method).join(' and ')} have nothing in common; at least one is wrong.`;
  }
}

/** Weights that are all alike and not 1 have no error at all. */
const zText = (z: number): string => (Math.abs(z) > 1e6 ? 'beyond any chance' : `z ${formatPlain(z, 2)}`);
