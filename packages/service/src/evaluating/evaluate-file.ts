/** Candidates judged from the log of another system. */
import { basename } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import { type SipKey, sipKey } from '@fitly/core/math';
import { type ByAction, chosenAmong, clusteredMean, type Judge, judgeFrom, uniformOver } from '@fitly/core/measure';
import type { ColumnMapping } from './column-mapping.ts';
import type { EvaluatedCandidate, Evaluation, OnPolicy } from './evaluation.ts';
import { type ForeignLog, readForeignLog } from './foreign-log.ts';
import { type ProbabilityTable, readProbabilityTable } from './probability-table.ts';

export interface EvaluateFile {
  readonly path: string;
  readonly columns: ColumnMapping;
  readonly uniform: boolean;
  /** Actions, each a candidate that always takes it. */
  readonly fixed: readonly string[];
  /** Files with probabilities, each a candidate. */
  readonly probabilities: readonly string[];
  /** A log that the candidate itself made, with the same columns. */
  readonly truth: string | null;
}

/** Folds of customers from elsewhere: nothing secret hangs on them, and the same file gives the same figures everywhere. */
const FOLD_KEY: SipKey = sipKey('00'.repeat(16));
/** Of the candidate's probability that may lie on what the log never shows. */
const MOST_UNSEEN = 0.01;

interface Candidate {
  readonly label: string;
  readonly probabilities: ByAction;
  readonly notes: readonly string[];
}

/** Throws `decision_log_invalid`, `candidate_invalid`, or what reading a file can throw. */
export async function evaluateFile(request: EvaluateFile): Promise<Evaluation> {
  const { path, columns } = request;
  const tables = [];
  for (const file of request.probabilities)
    tables.push({ file, table: await readProbabilityTable(file, [columns.action]) });
  const joins = [...new Set(tables.flatMap(({ table }) => table.joins))];
  const moreActions = tables.flatMap(({ table }) => table.actions);
  const foreign = await readForeignLog({ path, columns, joins, moreActions });
  const candidates: Candidate[] = [
    ...(foreign.candidate === null
      ? []
      : [{ label: columns.candidate ?? '', probabilities: foreign.candidate, notes: [] }]),
    ...tables.map(({ file, table }) => fromTable(foreign, file, table)),
    ...request.fixed.map((action) => alwaysTaking(foreign, action)),
    ...(request.uniform
      ? [{ label: 'Every action alike', probabilities: uniformOver(seenOnly(foreign)), notes: [] }]
      : []),
  ];
  if (candidates.length === 0) {
    throw new FitlyError('candidate_invalid', 'no candidate was given, so there is nothing to judge', {
      next: 'add --uniform, --fix ACTION, --probabilities FILE, or map candidate=p_* in --columns',
    });
  }
  const judge = judgeFrom(foreign.log, { foldKey: FOLD_KEY });
  return {
    source: sourceOf(foreign, columns),
    logged: judge.logged,
    candidates: candidates.map((candidate) => judged(foreign, judge, candidate)),
    truth: request.truth === null ? null : await truthOf(request.truth, columns, candidates[0]!.label),
    selfCheck: null,
  };
}

function judged(foreign: ForeignLog, judge: Judge, { label, probabilities, notes }: Candidate): EvaluatedCandidate {
  const unsupported = unseenMass(foreign, probabilities);
  if (unsupported > MOST_UNSEEN) {
    const refusals = [{ reason: 'support_missing', unsupported } as const];
    return { label, notes, changes: null, judgement: { kind: 'refused', refusals, check: null } };
  }
  return { label, notes, changes: null, judgement: judge.judge(probabilities) };
}

const seenIn = ({ actions }: ForeignLog['log']): ReadonlySet<number> => new Set(Array.from(actions));

/** Mean probability of actions that stand in no row of the log: whatever drew them, it cannot be judged. */
function unseenMass({ log }: ForeignLog, candidate: ByAction): number {
  const seen = seenIn(log);
  const into = new Float64Array(log.actionCount);
  const rows = log.rewards.length;
  let mass = 0;
  for (let row = 0; row < rows; row += 1) {
    candidate(row, into);
    for (let action = 0; action < into.length; action += 1) if (!seen.has(action)) mass += into[action]!;
  }
  return mass / rows;
}

/** Uniform is over what the log shows, not over what a file beside it names. */
function seenOnly({ log }: ForeignLog): ByAction {
  const seen = seenIn(log);
  return (_, into) => {
    for (let action = 0; action < into.length; action += 1) into[action] = seen.has(action) ? 1 : 0;
  };
}

function alwaysTaking(foreign: ForeignLog, wanted: string): Candidate {
  const number = foreign.actions.indexOf(wanted);
  const seen = seenIn(foreign.log);
  if (seen.has(number))
    return { label: `Always ${wanted}`, probabilities: chosenAmong(seenOnly(foreign), (a) => a === number), notes: [] };
  const shown = foreign.actions.filter((_, action) => seen.has(action));
  throw new FitlyError('candidate_invalid', `the log never shows the action "${wanted}", so nothing is known of it`, {
    next: `choose one of: ${shown
      .slice(0, 40)
      .map((each) => `"${each}"`)
      .join(', ')}${shown.length > 40 ? ', …' : ''}`,
  });
}

function fromTable(foreign: ForeignLog, file: string, table: ProbabilityTable): Candidate {
  const columns = table.joins.map((name) => foreign.texts(name));
  const rows = foreign.log.rewards.length;
  const known = new Map<ReadonlyMap<string, number>, Float64Array>();
  const vectors = Array.from({ length: rows }, (_, row) => {
    const group = table.probabilitiesFor(columns.map((texts) => texts[row]!));
    if (group === null) return null;
    const vector = known.get(group) ?? Float64Array.from(foreign.actions, (action) => group.get(action) ?? 0);
    known.set(group, vector);
    return vector;
  });
  const missing = vectors.filter((vector) => vector === null).length;
  if (missing > 0) {
    throw new FitlyError(
      'candidate_invalid',
      `${file} has no probabilities for ${missing} of ${rows} decisions of the log`,
      {
        next: `give rows for every value of ${table.joins.join(' and ')} that the log has`,
      },
    );
  }
  const by = table.joins.length === 0 ? 'the same for every decision' : `by ${table.joins.join(' and ')}`;
  return {
    label: basename(file),
    probabilities: (row, into) => into.set(vectors[row]!),
    notes: [`Probabilities ${by}.`],
  };
}

function sourceOf({ log, label, actions }: ForeignLog, columns: ColumnMapping): Evaluation['source'] {
  const notes = [
    ...(columns.customer === null
      ? [
          'No customer column is mapped, so every row counts as a customer of its own; intervals are too narrow where it is not.',
        ]
      : []),
    ...(columns.context.length === 0
      ? ['No context is mapped, so the reward model knows nothing but the action.']
      : []),
  ];
  const { reward: unit } = columns;
  const customers = log.customerKeys.length;
  return {
    label,
    decisions: log.rewards.length,
    customers,
    actions: actions.length,
    unit,
    currency: null,
    per: 'decision',
    shownPer: Array.from(log.rewards).some((reward) => reward > 1) ? 1 : 1000,
    notes,
  };
}

async function truthOf(path: string, columns: ColumnMapping, of: string): Promise<OnPolicy> {
  const { log } = await readForeignLog({ path, columns: { ...columns, context: [] }, joins: [], moreActions: [] });
  const mean = clusteredMean('mean', Float64Array.from(log.rewards), log.customers, {});
  return { label: basename(path), of, decisions: log.rewards.length, mean };
}
