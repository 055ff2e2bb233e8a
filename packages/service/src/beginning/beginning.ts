/** With what an agent begins that starts from what is known: by another agent of the workspace, or by a log. */
import { type ContextTable, carriedEncoding, type Encoding } from '@fitly/core/data';
import { type Agent, actionSpace, commonOptions, type Dimension } from '@fitly/core/design';
import { type ContestState, carryOver, logisticPolicy } from '@fitly/core/learn';
import { type FeatureLayout, featureLayout } from '@fitly/core/policy';
import type { Day } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import type { Store } from '@fitly/store';
import type { BeganWith } from './began-with.ts';
import type { Earlier } from './earlier.ts';
import { earlierAgent } from './earlier-agent.ts';
import { earlierLog, usableLog } from './earlier-log.ts';

export interface BeginningPlace {
  readonly store: Store;
  /** Of the workspace, in which logs lie. */
  readonly folder: string;
}

export interface Beginning {
  readonly state: ContestState;
  readonly layout: FeatureLayout;
  /** Takes the place of one that is fitted on the first day. */
  readonly encoding: Encoding;
  /** For each number of the context its place in what was known, or -1. */
  readonly origins: readonly number[];
  /** Of whom it was learned. */
  readonly dimensions: readonly Dimension[];
  readonly with: BeganWith;
}

/** `context`: of the customers whom it begins with. Null: with nothing. Throws as `requireEarlier`. */
export async function beginning(
  place: BeginningPlace,
  agent: Agent,
  { day, context }: { readonly day: Day; readonly context: () => Promise<ContextTable> },
): Promise<Beginning | null> {
  const earlier = await earlierOf(place, agent);
  if (earlier === null) return null;
  const { encoding, origins } = carriedEncoding(
    { attributes: agent.context, dimensions: agent.dimensions },
    await context(),
    earlier,
  );
  const layout = featureLayout(actionSpace(agent.dimensions), encoding.features.length);
  const { state, share } = earlier;
  const carried = carryOver({
    ...{ earlier: state, from: earlier.layout, to: layout, contextOrigins: origins },
    ...(share === undefined ? {} : { share }),
  });
  const days = earlier.throughDay === null ? 0 : Math.max(0, dayNumber(day) - dayNumber(earlier.throughDay));
  return {
    state: logisticPolicy.forget({ state: carried, layout, days, learning: agent.learning }),
    ...{ layout, encoding, origins, dimensions: earlier.dimensions },
    with: {
      ...earlier.source,
      options: commonOptions(agent, earlier).reduce((sum, { options }) => sum + options, 0),
      numbers: origins.filter((origin) => origin >= 0).length,
    },
  };
}

/** The default policy, with what is known before its first row. */
export const startingWith = (begins: Beginning | null): typeof logisticPolicy =>
  begins === null ? logisticPolicy : { ...logisticPolicy, emptyState: () => begins.state };

async function earlierOf({ store, folder }: BeginningPlace, agent: Agent): Promise<Earlier | null> {
  const { startFrom } = agent.learning;
  if (startFrom === null) return null;
  if (typeof startFrom === 'string') return earlierAgent(store, agent, startFrom);
  return earlierLog({ folder, shardKey: store.keys.shard }, agent, startFrom);
}

/**
 * Whether it can begin with what it names, before anything is done; returns what of a log looks personal and is left out, in words (empty:
 * nothing). Throws `agent_file_invalid` where not, and for a log also `file_not_found`, `file_unreadable` and `decision_log_invalid`.
 */
export async function requireEarlier({ store, folder }: BeginningPlace, agent: Agent): Promise<string> {
  const { startFrom } = agent.learning;
  if (startFrom === null) return '';
  if (typeof startFrom !== 'string') return (await usableLog(folder, agent, startFrom)).setAside;
  await earlierAgent(store, agent, startFrom);
  return '';
}
