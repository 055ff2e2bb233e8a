/** With what an agent began: noted by its first learn step, told by the timeline and by explanations. */
import type { TimelineEntry } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';

/** Name of the note in the summary of `learn`. */
export const BEGAN_WITH = 'began_with';

interface InCommon {
  /** Options that both have. */
  readonly options: number;
  /** Numbers of the context that both have. */
  readonly numbers: number;
}

export interface BeganWithAgent extends InCommon {
  readonly agent: AgentName;
  /** Up to which day that agent had learned. */
  readonly throughDay: Day;
}

/** `by_lot`: one probability for all; `estimated`: nobody wrote them down. */
export type KnownPropensities = 'by_lot' | 'known' | 'estimated';

export interface BeganWithLog extends InCommon {
  /** As the agent file names it. */
  readonly log: string;
  readonly sha256: string;
  /** Day of its newest row; null where it has no days. */
  readonly throughDay: Day | null;
  readonly propensities: KnownPropensities;
  readonly rows: number;
  /** Rows with an option that the agent has not. */
  readonly leftOut: number;
  /** As many rows by lot say as much. */
  readonly effectiveRows: number;
  /** Values that look personal and were not learned from, in words; absent: none. */
  readonly setAside?: string;
}

export type BeganWith = BeganWithAgent | BeganWithLog;

export interface Beginnings {
  readonly day: Day;
  readonly with: BeganWith;
}

/** Null for an agent that began with nothing. */
export async function beganWith({ state }: Store, agent: AgentName): Promise<Beginnings | null> {
  for (const { day, summary } of await stepSummaries(state.db, agent, 'learn')) {
    const noted = (summary as Readonly<Record<string, unknown>>)[BEGAN_WITH];
    if (typeof noted === 'string') return { day, with: JSON.parse(noted) as BeganWith };
  }
  return null;
}

/** Empty for an agent that began with nothing. */
export async function readBeginning(store: Store, agent: AgentName): Promise<TimelineEntry[]> {
  const began = await beganWith(store, agent);
  if (began === null) return [];
  const { options, numbers } = began.with;
  const details = `${sourceWords(began.with)}: ${options} options and ${numbers} numbers about customers in common; it acts until the own decisions speak for a fresh start`;
  return [{ day: began.day, kind: 'system', label: `Began with ${beginningWords(began.with)}`, details }];
}

/** Such as `what spring_winback learned`, or `the log logs/newsletter.csv (propensities estimated)`. */
export const beginningWords = (began: BeganWith): string =>
  'agent' in began ? `what ${began.agent} learned` : `the log ${began.log} (${PROPENSITY_WORDS[began.propensities]})`;

const PROPENSITY_WORDS: Readonly<Record<KnownPropensities, string>> = {
  by_lot: 'chosen by lot',
  known: 'propensities known',
  estimated: 'propensities estimated',
};

function sourceWords(began: BeganWith): string {
  if ('agent' in began) return `up to ${began.throughDay}`;
  const { rows, leftOut, effectiveRows, throughDay, setAside } = began;
  const until = throughDay === null ? '' : ` up to ${throughDay}`;
  const others = leftOut === 0 ? '' : `, ${leftOut} more left out for options that the agent has not`;
  const missing = setAside === undefined ? '' : `, without what looks personal (${setAside})`;
  return `${rows} decisions${until}, which say as much as ${Math.round(effectiveRows)} by lot${others}${missing}`;
}
