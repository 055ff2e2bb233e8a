/** What can be said of a log to begin with before it is read. */
import type { Issue } from '../../errors.ts';
import type { Agent, StartLog } from '../agent.ts';
import { issueAt, shown } from './issue.ts';

const INSIDE = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))/;
const READABLE = /.\.(?:parquet|(?:csv|jsonl|ndjson)(?:\.gz|\.zst)?)$/;

export function checkStartLog(from: StartLog, { dimensions, context }: Pick<Agent, 'dimensions' | 'context'>): Issue[] {
  const issue = (message: string, ...path: string[]): Issue => issueAt(['learning', 'startFrom', ...path], message);
  const { log, propensity } = from;
  const isFile = INSIDE.test(log) && READABLE.test(log);
  const isChance = typeof propensity !== 'number' || (propensity > 0 && propensity <= 1);
  const columns = { reward: from.reward, propensity, day: from.day };
  const ids = dimensions.map(({ id }) => id);
  const attributes = context.filter(({ history }) => history === null).map(({ attribute }) => attribute);
  return [
    ...(isFile
      ? []
      : [issue(`${shown(log)} is no log: name a .csv, .jsonl or .parquet file inside the workspace`, 'log')]),
    ...(isChance ? [] : [issue(`${propensity} is no probability above 0 and at most 1`, 'propensity')]),
    ...Object.entries(columns).flatMap(([field, name]) => (name === '' ? [issue('A column has no name', field)] : [])),
    ...unknownIn(from.action, ids).map((id) => issue(`${shown(id)} is no dimension of this agent`, 'action', id)),
    ...unknownIn(from.context, attributes).map((name) =>
      issue(`${shown(name)} is no attribute of the context that a log could tell`, 'context', name),
    ),
  ];
}

const unknownIn = (columns: Readonly<Record<string, string>>, known: readonly string[]): string[] =>
  Object.keys(columns).filter((name) => !known.includes(name));
