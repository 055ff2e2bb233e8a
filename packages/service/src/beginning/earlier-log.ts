/** What an agent that begins with a log knows before its first decision. */
import { encodeTable, fitEncoding } from '@fitly/core/data';
import { type Agent, actionSpace, type StartLog } from '@fitly/core/design';
import { sipKey } from '@fitly/core/math';
import { featureLayout } from '@fitly/core/policy';
import type { Earlier } from './earlier.ts';
import { invalidStart, logNothing } from './invalid-start.ts';
import { learnedFromLog } from './learned-from-log.ts';
import { readStartLog, type StartRows } from './read-start-log.ts';

interface LogPlace {
  /** Of the workspace. */
  readonly folder: string;
  /** Spreads rows over shards and folds. */
  readonly shardKey: string;
}

/** Throws `decision_log_invalid` and `file_not_found`, and `agent_file_invalid` for a log that says nothing of this agent. */
export async function usableLog(folder: string, agent: Agent, from: StartLog): Promise<StartRows> {
  const rows = await readStartLog(folder, agent, from);
  const issues = logNothing(from.log, rows);
  if (issues.length > 0) throw invalidStart(agent.name, ...issues);
  return rows;
}

/** Throws as `usableLog`. */
export async function earlierLog({ folder, shardKey }: LogPlace, agent: Agent, from: StartLog): Promise<Earlier> {
  const rows = await usableLog(folder, agent, from);
  const encoding = fitEncoding(rows.context.attributes, rows.context, 1);
  const layout = featureLayout(actionSpace(rows.dimensions), encoding.features.length);
  const { state, share, propensities, effectiveRows } = learnedFromLog(
    { ...rows, context: encodeTable(encoding, rows.context) },
    layout,
    sipKey(shardKey),
  );
  const throughDay = rows.days?.reduce((newest, day) => (day > newest ? day : newest)) ?? null;
  return {
    attributes: rows.context.attributes,
    dimensions: rows.dimensions,
    ...{ throughDay, layout, encoding, state, share },
    source: {
      ...{ log: from.log, sha256: rows.sha256, throughDay, propensities, effectiveRows },
      ...{ rows: rows.successes.length, leftOut: rows.leftOut },
      ...(rows.setAside !== '' && { setAside: rows.setAside }),
    },
  };
}
