/** Plays an agent's own design before it is launched, and beside reality afterwards. */
import { setImmediate } from 'node:timers/promises';
import { encodeTable, fitEncoding } from '@fitly/core/data';
import { cadenceDimension } from '@fitly/core/decide';
import { type Agent, actionSpace, decisionDays } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { PolicyFile } from '@fitly/core/learn';
import { sipKey } from '@fitly/core/math';
import { comparisonsOf } from '@fitly/core/report';
import type { Day } from '@fitly/core/terms';
import { kernelWinners } from '@fitly/kernel';
import {
  createDesignWorld,
  DESIGN_PARAMETERS,
  DESIGN_WORLD,
  type Design,
  type DesignParameters,
  playDesign,
} from '@fitly/simulator';
import { listRuns } from '@fitly/store';
import { beginningWords } from '../beginning/began-with.ts';
import { type Beginning, beginning } from '../beginning/beginning.ts';
import { readPolicyFile } from '../policy-files/read-policy-file.ts';
import { ALPHA } from '../reporting/load-report.ts';
import { findAgentFile } from '../workspace/agents.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type SimulatedAudience, simulatedAudience } from './audience.ts';
import { beliefOf } from './belief.ts';
import { agentPlayer, type TestPlan, testPlan, testThenCommit } from './players.ts';
import { type Reality, realityOf } from './reality.ts';
import { type PlayedWorld, type Simulation, simulationOf } from './simulation.ts';

export interface SimulateAgent {
  readonly workspace: Workspace;
  readonly agentName: string;
  readonly weeks: number;
  readonly worlds: number;
  readonly seed: string;
  /** Parameters that differ from the usual ones, by name. */
  readonly changes: Readonly<Record<string, number>>;
  /** Of an agent that has not run yet: the day to begin with. */
  readonly today: Day;
  readonly signal: AbortSignal;
  readonly onDay?: (done: number, total: number, what: string) => void;
}

export interface SimulatedAgent extends Simulation {
  readonly agent: string;
  readonly policy: string;
  /** What it begins with, and for which share of the options that holds in these worlds; null: with nothing. */
  readonly begins: { readonly with: string; readonly holds: number } | null;
  /** Why it begins with nothing here although its file names something; null otherwise. */
  readonly beginsWithout: string | null;
  readonly weeks: number;
  readonly worlds: number;
  readonly seed: string;
  readonly firstDay: Day;
  readonly actions: number;
  /** The A/B test; null where it does not fit into the time, and is not played. */
  readonly test: TestPlan | null;
  /** Of how many days of a customer each figure of worth is; a decision's, unless its frequency is chosen. */
  readonly worthOf: { readonly days: number; readonly isDecision: boolean };
  readonly parameters: DesignParameters;
  readonly audience: {
    readonly source: SimulatedAudience['source'];
    readonly known: number | null;
    readonly played: number;
  };
  /** Whether the base rate is what random control really had. */
  readonly isCalibrated: boolean;
  readonly reality: Reality | null;
}

/** Throws `simulation_invalid` for a parameter that there is not, or one out of its range, and `interrupted`. */
export async function simulateAgent(request: SimulateAgent): Promise<SimulatedAgent> {
  const { workspace, agentName, weeks, worlds, seed } = request;
  const given = checkedParameters(request.changes);
  const { agent } = await findAgentFile(workspace, agentName);
  const reality = await realityOf(workspace, agent);
  const isCalibrated = given['baseRate'] === undefined && usableRate(reality?.controlRate ?? null);
  const parameters = { ...DESIGN_WORLD, ...(isCalibrated ? { baseRate: reality!.controlRate! } : {}), ...given };
  const place = { store: workspace.store, agent };
  const audience = await simulatedAudience(place, parameters.customers, parameters.correlation);
  const own = agent.learning.file === null ? null : await readPolicyFile(workspace.paths.folder, agent.learning.file);
  const firstDay = reality?.firstDay ?? request.today;
  const { begins, beginsWithout } = await beginningOf(request, agent, { audience, firstDay });
  const design = designOf(request, agent, { audience, firstDay, begins });
  requireReachable(parameters, stagesOf(agent));
  const played: PlayedWorld[] = [];
  for (let world = 1; world <= worlds; world++) {
    // A world is played in one go: between two of them a stop is heard.
    await setImmediate();
    played.push(playWorld({ request, design, parameters, own, begins, world }));
  }
  return {
    agent: agent.name,
    policy: agent.learning.policy,
    begins: begins === null ? null : { with: beginningWords(begins.with), holds: parameters.startHolds },
    beginsWithout,
    ...{ weeks, worlds, seed, firstDay, parameters, isCalibrated, reality },
    actions: actionSpace(agent.dimensions).size,
    test: testPlan(design.days, agent.success.horizonDays),
    worthOf: { days: decisionDays(agent), isDecision: cadenceDimension(agent) === null },
    audience: { source: audience.source, known: audience.known, played: audience.customerKeys.length },
    ...simulationOf(played, { alpha: proofAlpha(agent), decisionDays: decisionDays(agent) }),
  };
}

/** As the report has it; without random control nothing is compared, and any will do. */
export function proofAlpha({ groups }: Pick<Agent, 'groups'>): number {
  const all = comparisonsOf({ shares: groups, alpha: ALPHA });
  return all.find(({ definition }) => definition.id === 'agent_vs_random_control')?.alpha ?? ALPHA;
}

const usableRate = (rate: number | null): boolean =>
  rate !== null && rate >= DESIGN_PARAMETERS.baseRate.min && rate <= DESIGN_PARAMETERS.baseRate.max;

interface BeginningAsked {
  readonly audience: SimulatedAudience;
  readonly firstDay: Day;
}

async function beginningOf(
  { workspace }: SimulateAgent,
  agent: Agent,
  { audience: { context }, firstDay }: BeginningAsked,
): Promise<{ readonly begins: Beginning | null; readonly beginsWithout: string | null }> {
  const place = { store: workspace.store, folder: workspace.paths.folder };
  try {
    return {
      begins: await beginning(place, agent, { day: firstDay, context: async () => context }),
      beginsWithout: null,
    };
  } catch (error) {
    // What an agent that has run began with is its own by now, and may be gone.
    const hasRun = (await listRuns(place.store.state.db, agent.name)).length > 0;
    if (!hasRun || !(error instanceof FitlyError)) throw error;
    return { begins: null, beginsWithout: error.message };
  }
}

const stagesOf = ({ learning }: Agent): number => (learning.policy === 'funnel' ? learning.funnel.length + 1 : 1);

/** The first stage would have to be passed by more than everybody. */
function requireReachable({ baseRate, stageRate }: DesignParameters, stages: number): void {
  let most = MOST_OF_FIRST;
  for (let stage = 1; stage < stages; stage++) most *= stageRate;
  if (stageRate === 0 || baseRate <= most) return;
  throw new FitlyError(
    'simulation_invalid',
    `a success rate of ${baseRate} cannot be reached through ${stages} stages of which each later one passes ${stageRate}`,
    {
      next: 'raise stageRate or lower baseRate; stageRate=0 makes all stages alike',
    },
  );
}

const MOST_OF_FIRST = 0.9;

interface Played {
  readonly audience: SimulatedAudience;
  readonly firstDay: Day;
  readonly begins: Beginning | null;
}

function designOf({ workspace, weeks }: SimulateAgent, agent: Agent, { audience, firstDay, begins }: Played): Design {
  const { keys } = workspace.store;
  const encoding = begins?.encoding ?? fitEncoding(agent.context, audience.context, 1, agent.dimensions);
  return {
    agent,
    rules: expressionsOf(agent).rules,
    customerKeys: audience.customerKeys,
    context: audience.context,
    encoding,
    features: encodeTable(encoding, audience.context),
    firstDay,
    days: weeks * 7,
    keys: {
      group: sipKey(keys.group),
      due: sipKey(keys.due),
      draw: sipKey(keys.draw),
      decisionId: sipKey(keys.decisionId),
      ticket: sipKey(keys.ticket),
    },
    prepareWinners: kernelWinners,
  };
}

/** Which effects are drawn of what it begins with; nobody's secret. */
const BELIEF_KEY = sipKey('77686174206974206265676173206f6e');

interface OneWorld {
  readonly request: SimulateAgent;
  readonly design: Design;
  readonly parameters: DesignParameters;
  readonly own: PolicyFile | null;
  readonly begins: Beginning | null;
  readonly world: number;
}

function playWorld({ request, design, parameters, own, begins, world }: OneWorld): PlayedWorld {
  const { seed, worlds, signal } = request;
  const name = `${seed}-${world}`;
  const people = createDesignWorld(
    name,
    parameters,
    actionSpace(design.agent.dimensions),
    {
      features: design.features,
      contextSize: design.encoding.features.length,
      count: design.customerKeys.length,
    },
    {
      stages: stagesOf(design.agent),
      belief: begins === null ? null : beliefOf(design, begins, { parameters, key: BELIEF_KEY, name }),
    },
  );
  const plan = testPlan(design.days, design.agent.success.horizonDays);
  const players = [
    agentPlayer(design, { own, begins }, name),
    ...(plan === null ? [] : [testThenCommit(design, plan)]),
  ];
  const [policy, other] = players.map((player, place) =>
    playDesign(design, people, player, {
      amount: parameters.amount,
      onDay: (day) => {
        if (signal.aborted) throw new FitlyError('interrupted', 'stopped as asked; nothing was stored');
        const done = ((world - 1) * players.length + place) * design.days + day + 1;
        request.onDay?.(done, worlds * players.length * design.days, `world ${world} of ${worlds}, ${player.name}`);
      },
    }),
  );
  return { policy: policy!, testThenCommit: other ?? null };
}

function checkedParameters(changes: Readonly<Record<string, number>>): Partial<DesignParameters> {
  const known = Object.keys(DESIGN_PARAMETERS);
  for (const [name, value] of Object.entries(changes)) {
    if (!known.includes(name)) {
      throw new FitlyError('simulation_invalid', `there is no parameter "${name}"`, {
        next: `there are: ${known.join(', ')}`,
      });
    }
    const { min, max } = DESIGN_PARAMETERS[name as keyof DesignParameters];
    if (!(value >= min && value <= max)) {
      throw new FitlyError(
        'simulation_invalid',
        `the parameter ${name} is ${value}, expected a number from ${min} to ${max}`,
        {
          next: 'fitly simulate --help says what each parameter means',
        },
      );
    }
  }
  return changes;
}
