/** Candidates judged from the agent's own decision log. */
import { basename } from 'node:path';
import { type Agent, actionSpace } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { sipKey } from '@fitly/core/math';
import {
  type ByAction,
  chosenAmong,
  clusteredMean,
  type Inference,
  type Judge,
  judgeFrom,
  type Refused,
  type SelfCheck,
  selfCheck,
  uniformOver,
} from '@fitly/core/measure';
import { asAgentName, type Day, type Group } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { listRuns } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { metricOf } from '../reporting/metric-of.ts';
import type { AgentFile } from '../workspace/agents.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { asChanged, notesOn, requireJudgeable } from './changed-agent.ts';
import { probabilitiesOf } from './drawn.ts';
import type { EvaluatedCandidate, Evaluation } from './evaluation.ts';
import { eligibleIn, maturedDays, type OwnLog, readOwnLog } from './own-log.ts';
import { ownTable } from './own-table.ts';
import { drawnAsItRan, drawnByPolicy, storedPolicy } from './policy-candidate.ts';
import { drawnUnder, drawnWithout, requireLimit } from './without-limit.ts';

export interface EvaluateAgent {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly from: Day | null;
  readonly to: Day | null;
  /** Whose log is read; null: random control's where there is one. */
  readonly group: 'agent' | 'random_control' | null;
  readonly candidates: OwnCandidates;
}

/** Nothing asked for means: the agent as it ran, and every action alike. */
export interface OwnCandidates {
  readonly asItRan: boolean;
  readonly uniform: boolean;
  /** Options that are always taken where they may be: `offer=half_price`, several of one candidate joined by `+`. */
  readonly fixed: readonly string[];
  /** Numbers of learned policy versions. */
  readonly policies: readonly number[];
  /** Rules by id, budgets by name. */
  readonly without: readonly string[];
  /** Changed files of the agent. */
  readonly agentFiles: readonly AgentFile[];
  readonly probabilities: readonly string[];
}

interface Asked {
  readonly workspace: Workspace;
  readonly agent: Agent;
  readonly own: OwnLog;
  readonly judge: Judge;
  readonly foldKey: ReturnType<typeof sipKey>;
  readonly perDay: boolean;
  /** What the agent drew from, or would have for these decisions. */
  readonly asItRan: ByAction;
}

const AS_IT_RAN = 'The agent as it ran';

/** Throws `run_not_found` before anything has matured, and `candidate_invalid`. */
export async function evaluateAgent(request: EvaluateAgent): Promise<Evaluation> {
  const { workspace, agentName } = request;
  const { store } = workspace;
  const name = asAgentName(agentName);
  const newest = (await listRuns(store.state.db, name)).filter((run) => run.status === 'done').at(-1);
  const agent = newest === undefined ? null : await savedAgent(store, name, newest.agentVersion);
  const days = agent === null ? [] : await maturedDays({ store, agent }, request);
  if (agent === null || days.length === 0) throw nothingMatured(agentName, agent);
  const perDay = agent.dimensions.some(({ kind }) => kind === 'frequency');
  const place = { store, agent };
  for (const limit of request.candidates.without) requireLimit(agent, limit);
  const changed = readChanged(agent, request.candidates.agentFiles);
  const group = request.group ?? (agent.groups.random_control > 0 ? 'random_control' : 'agent');
  const own = await readOwnLog(place, { days, group, perDay });
  if (own.rows.length === 0) throw nothingMatured(agentName, agent);
  const foldKey = sipKey(store.keys.shard);
  const asItRan = probabilitiesOf(await drawnAsItRan(workspace, agent, own));
  const asked = { workspace, agent, own, judge: judgeFrom(own.log, { foldKey }), foldKey, perDay, asItRan };
  const candidates = await judgeAll(asked, request.candidates);
  const agents =
    request.candidates.without.length + changed.length > 0 || group === 'random_control'
      ? await agentsLog(asked, days)
      : null;
  return {
    source: sourceOf(asked, days),
    logged: asked.judge.logged,
    candidates: [
      ...candidates,
      ...(agents === null ? [] : await withoutLimits(asked, agents, request.candidates.without)),
      ...(agents === null ? [] : await underFiles(asked, agents, changed)),
    ],
    truth:
      agents === null
        ? null
        : { label: 'The agent’s own customers', of: AS_IT_RAN, decisions: agents.rows.length, mean: meanOf(agents) },
    selfCheck: group === 'random_control' && agents !== null ? checkItself(asked, agents) : null,
  };
}

const nothingMatured = (agentName: string, agent: Agent | null): FitlyError =>
  new FitlyError('run_not_found', `no decision of "${agentName}" in this span has a known outcome yet`, {
    next:
      agent === null
        ? `run it first: fitly run ${agentName}`
        : `outcomes are known ${agent.success.horizonDays} days after a decision; run further days, or widen --from and --to`,
  });

const agentsLog = ({ workspace: { store }, agent, own, perDay }: Asked, days: readonly Day[]): Promise<OwnLog> =>
  own.group === 'agent' ? Promise.resolve(own) : readOwnLog({ store, agent }, { days, group: 'agent', perDay });

const meanOf = ({ log }: OwnLog): Inference | Refused =>
  clusteredMean('mean', Float64Array.from(log.rewards), log.customers, {});

async function judgeAll(asked: Asked, wanted: OwnCandidates): Promise<EvaluatedCandidate[]> {
  const { agent, own } = asked;
  const isDefault =
    !(wanted.asItRan || wanted.uniform) &&
    [wanted.fixed, wanted.policies, wanted.without, wanted.agentFiles, wanted.probabilities].every(
      (list) => list.length === 0,
    );
  const eligible = eligibleIn(own);
  const found: EvaluatedCandidate[] = [];
  const add = (label: string, probabilities: ByAction, notes: readonly string[] = []): void => {
    found.push(judged(asked, label, probabilities, notes));
  };
  if (wanted.asItRan || isDefault) add(AS_IT_RAN, asked.asItRan);
  if (wanted.uniform || isDefault) add('Every action alike', uniformOver(eligible));
  for (const text of wanted.fixed) add(`Always ${text}`, alwaysTaking(agent, eligible, text));
  for (const file of wanted.probabilities) {
    const { probabilities, notes } = await ownTable(agent, own, file);
    add(basename(file), probabilities, notes);
  }
  for (const number of wanted.policies) found.push(await judgePolicy(asked, number));
  return found;
}

const priceNotes = (agent: Agent): string[] =>
  agent.constraints.budgets.length === 0 ? [] : ['Prices of scarce budgets are left out of its choices.'];

function judged(
  { own, judge }: Asked,
  label: string,
  candidate: ByAction,
  notes: readonly string[],
): EvaluatedCandidate {
  return { label, notes, changes: changesOf(own, candidate), judgement: judge.judge(candidate) };
}

/** Mean total variation between what the log and what the candidate draw from: the share of decisions that would differ. */
function changesOf({ log }: OwnLog, candidate: ByAction): number {
  const [theirs, ours] = [new Float64Array(log.actionCount), new Float64Array(log.actionCount)];
  let sum = 0;
  for (let row = 0; row < log.rewards.length; row += 1) {
    candidate(row, theirs);
    log.behaviour?.(row, ours);
    for (let action = 0; action < theirs.length; action += 1) sum += Math.abs(theirs[action]! - ours[action]!) / 2;
  }
  return sum / log.rewards.length;
}

/** A version is judged by decisions from its own day on: it was learned from those before. */
async function judgePolicy(asked: Asked, number: number): Promise<EvaluatedCandidate> {
  const { workspace, agent, own, foldKey } = asked;
  const place = { store: workspace.store, agent };
  const { version, day } = await storedPolicy(place, number);
  const rows = own.rows.filter((row) => row.day >= day);
  const label = `Policy version ${number}`;
  const notes = [`Judged by decisions from ${day} on; what it learned from lies before.`, ...priceNotes(agent)];
  if (rows.length === 0)
    return {
      label,
      notes,
      changes: null,
      judgement: { kind: 'refused', refusals: [{ reason: 'no_decisions' }], check: null },
    };
  const days = [...new Set(rows.map((row) => row.day))];
  const later = await readOwnLog(place, { days, group: own.group, perDay: asked.perDay });
  const candidate = probabilitiesOf(await drawnByPolicy(place, later, version));
  return judged({ ...asked, own: later, judge: judgeFrom(later.log, { foldKey }) }, label, candidate, notes);
}

function alwaysTaking(agent: Agent, eligible: ByAction, text: string): ByAction {
  const space = actionSpace(agent.dimensions);
  const wanted = text.split('+').map((each) => {
    const [dimension = '', option = ''] = each.split('=').map((part) => part.trim());
    const dim = space.dimensions.findIndex(({ id }) => id === dimension);
    const place = space.dimensions[dim]?.optionIds.indexOf(option) ?? -1;
    if (place !== -1) return { dim, place };
    const known = space.dimensions.flatMap(({ id, optionIds }) => optionIds.map((one) => `${id}=${one}`));
    throw new FitlyError('candidate_invalid', `${agent.name} has no option "${each}"`, {
      next: `choose among: ${known.join(', ')}`,
    });
  });
  return chosenAmong(eligible, (action) =>
    wanted.every(({ dim, place }) => space.applies(action, dim) && space.optionIndex(action, dim) === place),
  );
}

const LIMIT_NOTE =
  'Judged from the log of the agent’s own customers; “against the log” is what the limit costs. What it refused was given to nobody, random control included: where that is much, only a trial without the limit can price it.';

async function withoutLimits(asked: Asked, agents: OwnLog, limits: readonly string[]): Promise<EvaluatedCandidate[]> {
  const judge = asked.own === agents ? asked.judge : judgeFrom(agents.log, { foldKey: asked.foldKey });
  const found: EvaluatedCandidate[] = [];
  for (const limit of limits) {
    const candidate = probabilitiesOf(await drawnWithout(asked.workspace, agents, asked.agent, limit));
    const notes = [LIMIT_NOTE];
    found.push(judged({ ...asked, own: agents, judge }, `Without ${limit}`, candidate, notes));
  }
  return found;
}

interface ChangedAgent {
  readonly path: string;
  readonly changed: Agent;
}

const readChanged = (now: Agent, files: readonly AgentFile[]): ChangedAgent[] =>
  files.map(({ path, agent: changed }) => {
    requireJudgeable(now, changed, path);
    return { path, changed };
  });

const CHANGED_NOTE =
  'Judged from the log of the agent’s own customers, by what had been learned on each day; “against the log” is what the changes would have been worth.';

async function underFiles(asked: Asked, agents: OwnLog, files: readonly ChangedAgent[]): Promise<EvaluatedCandidate[]> {
  const judge = asked.own === agents ? asked.judge : judgeFrom(agents.log, { foldKey: asked.foldKey });
  const found: EvaluatedCandidate[] = [];
  for (const { path, changed } of files) {
    const drawn = await drawnUnder(asked.workspace, agents, asked.agent, (input) => asChanged(input, changed));
    const notes = [CHANGED_NOTE, ...notesOn(asked.agent, changed)];
    found.push(judged({ ...asked, own: agents, judge }, `As in ${basename(path)}`, probabilitiesOf(drawn), notes));
  }
  return found;
}

/** Week by week: the agent's policies judged from random control's log, and what the agent's customers really did. */
function checkItself({ own, judge, asItRan }: Asked, agents: OwnLog): SelfCheck {
  const first = dayNumber(own.rows[0]!.day);
  const weekOf = (row: OwnLog['rows'][number]): number => Math.floor((dayNumber(row.day) - first) / 7);
  const weeks = weekOf(own.rows.at(-1)!) + 1;
  const offPolicy = judge.judgeParts(asItRan, own.rows.map(weekOf), weeks);
  return selfCheck(
    offPolicy.flatMap((estimate, week) => {
      const real = meanOfRows(agents, (row) => weekOf(row) === week);
      if (estimate.kind === 'refused' || real.kind === 'refused') return [];
      return [{ offPolicy: measured(estimate), onPolicy: measured(real) }];
    }),
  );
}

const measured = ({ estimate, standardError }: Inference) => ({ estimate, standardError: standardError ?? 0 });

function meanOfRows({ rows, log }: OwnLog, isIn: (row: OwnLog['rows'][number]) => boolean): Inference | Refused {
  const kept = [...rows.keys()].filter((row) => isIn(rows[row]!));
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(kept, (row) => values[row]!);
  return clusteredMean('mean', of(log.rewards), of(log.customers), {});
}

const GROUP_LABELS: Partial<Readonly<Record<Group, string>>> = {
  agent: 'the agent’s customers',
  random_control: 'random control',
};

function sourceOf({ agent, own, perDay }: Asked, days: readonly Day[]): Evaluation['source'] {
  const { label, currency } = metricOf(agent);
  const notes = [
    `Decisions of ${days[0]} to ${days.at(-1)} whose outcomes are known, sent or not.`,
    ...(own.outdated === 0 ? [] : [`${own.outdated} more were made with options that the agent has no longer.`]),
    ...(perDay ? ['Rewards are per day of exposure, as actions hold customers for different times.'] : []),
  ];
  return {
    label: `${GROUP_LABELS[own.group]} of ${agent.name}`,
    decisions: own.rows.length,
    customers: own.log.customerKeys.length,
    actions: own.log.actionCount,
    unit: label,
    currency,
    per: perDay ? 'day' : 'decision',
    shownPer: currency === null ? 1000 : 1,
    notes,
  };
}
