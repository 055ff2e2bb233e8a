/** The health of an agent's attributes: measured by each run, judged from the tallies of all days so far. */
import type { Encoding } from '@fitly/core/data';
import { type AttributeFacts, type AttributeHealth, attributeHealth } from '@fitly/core/measure';
import { problemInWords } from '@fitly/core/report';
import { asAgentName, asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type StagedFile, stepSummaries } from '@fitly/store';
import { agentOf } from '../daily-loop/agent-of.ts';
import { readEncoding } from '../daily-loop/encodings.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { requireAgent } from '../lifecycle/known-agent.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type AttributeTally, readTallies, stageTallies, tallyToday } from './attribute-tallies.ts';

/** Where `measure` notes what is wrong with attributes: `tier: mostly_missing; note: looks_personal`. */
export const PROBLEMS = 'attribute_problems';

interface TalliedAttributes {
  readonly file: StagedFile;
  /** Empty: nothing is wrong. */
  readonly problems: string;
  /** What was not wrong on the day before, in words; null: nothing. */
  readonly alert: string | null;
}

export async function tallyAttributes(context: RunContext): Promise<TalliedAttributes> {
  const { today, all, fresh } = await attributeProblems(context);
  return {
    file: await stageTallies(context, today),
    problems: all.map(({ name }) => name).join('; '),
    alert: fresh.length === 0 ? null : inWords(fresh).join('; '),
  };
}

/** What was not wrong on the day before, in words. */
export const newAttributeProblems = async (context: RunContext): Promise<readonly string[]> =>
  inWords((await attributeProblems(context)).fresh);

interface FoundProblem {
  /** `tier: mostly_missing`. */
  readonly name: string;
  readonly attribute: string;
  readonly says: string;
}

const inWords = (problems: readonly FoundProblem[]): string[] =>
  problems.map(({ attribute, says }) => `the attribute ${attribute} ${says}`);

async function attributeProblems(context: RunContext) {
  const { store, agent, day } = context;
  const earlier = await readTallies(store, agent.name, addDays(day, -1));
  const newestFirst = [...earlier.values()].flat().reverse();
  const today = await tallyToday(context, newestFirst);
  const health = attributeHealth(await factsOf(context, { today, earlier }));
  const before = await problemsBefore(context);
  const all = health.flatMap((each): FoundProblem[] =>
    each.problems.map((problem) => ({
      name: `${each.attribute}: ${problem}`,
      attribute: each.attribute,
      says: problemInWords(problem, each),
    })),
  );
  return { today, all, fresh: all.filter(({ name }) => !before.has(name)) };
}

async function problemsBefore({ store, agent, day }: RunContext): Promise<ReadonlySet<string>> {
  const noted = (await stepSummaries(store.state.db, agent.name, 'measure')).filter((each) => each.day < day).at(-1);
  const text = (noted?.summary as { readonly [PROBLEMS]?: string } | null | undefined)?.[PROBLEMS] ?? '';
  return new Set(text.split('; '));
}

type Tallies = ReadonlyMap<Day, readonly AttributeTally[]>;

interface Tallied {
  readonly today: readonly AttributeTally[];
  readonly earlier: Tallies;
}

async function factsOf(
  { store, agent }: Pick<RunContext, 'store' | 'agent'>,
  { today, earlier }: Tallied,
): Promise<AttributeFacts[]> {
  const trained = new Set((await store.lake.files({ table: 'rewards', agent: agent.name })).map((file) => file.day));
  return agent.context.flatMap(({ attribute, type, history }) => {
    const own = today.find((each) => each.attribute === attribute);
    if (own === undefined) return [];
    // Bins of a day that had no values yet are others; they say nothing of today's.
    const past = [...earlier].flatMap(([day, tallies]) => {
      const tally = tallies.find((each) => each.attribute === attribute && each.bins.length === own.bins.length);
      return tally === undefined ? [] : [{ day, tally }];
    });
    const learned = past.filter(({ day }) => trained.has(day));
    const bins = own.bins.map((bin, place) => ({
      today: bin.customers,
      trained: sum(learned.map(({ tally }) => tally.bins[place]!.customers)),
      enrolled: Object.fromEntries(
        GROUPS.map((group) => [
          group,
          bin.enrolled[group] + sum(past.map(({ tally }) => tally.bins[place]!.enrolled[group])),
        ]),
      ) as Record<Group, number>,
    }));
    const { distinct, ageDays, suspected } = own;
    return [{ attribute, type, isHistory: history !== null, bins, distinct, ageDays, suspected }];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export interface AgentHealth {
  readonly agent: string;
  /** Of the newest run that measured it; null: none has. */
  readonly day: Day | null;
  readonly attributes: readonly ShownHealth[];
}

interface ShownHealth extends AttributeHealth {
  readonly isHistory: boolean;
  /** In words, in the order of `problems`. */
  readonly says: readonly string[];
  /** Why decisions do not use it; null: they do, or nothing was decided yet. */
  readonly leftOut: string | null;
}

/** Throws `agent_unknown`. */
export async function loadHealth(workspace: Workspace, agentName: string): Promise<AgentHealth> {
  const { store } = workspace;
  await requireAgent(workspace, agentName);
  const name = asAgentName(agentName);
  const tallies = new Map(await readTallies(store, name, asDay('9999-12-31')));
  const [day, today] = [...tallies].at(-1) ?? [null, []];
  if (day === null) return { agent: name, day, attributes: [] };
  tallies.delete(day);
  const agent = await agentOf(store, name, day);
  const place = { store, agent };
  const facts = await factsOf(place, { today, earlier: tallies });
  const encoding = await readEncoding(place);
  const attributes = attributeHealth(facts).map((health, index) => ({
    ...health,
    isHistory: facts[index]!.isHistory,
    says: health.problems.map((problem) => problemInWords(problem, health)),
    leftOut: leftOut(encoding, health.attribute),
  }));
  return { agent: name, day, attributes };
}

function leftOut(encoding: Encoding | null, attribute: string): string | null {
  if (encoding === null || encoding.features.some((feature) => feature.attribute === attribute)) return null;
  const note = encoding.notes.find((each) => each.startsWith(`${attribute}: `));
  return note?.slice(attribute.length + 2) ?? 'came after the encoding was fitted';
}
