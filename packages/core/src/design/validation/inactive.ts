import type { Agent, Dimension } from '../agent.ts';
import { formatPath, type PathSegments } from './issue-path.ts';

/** A part of an agent that is understood and checked, but that the software does not act on yet. */
export interface InactiveField {
  /** As in `Issue.path`. */
  readonly path: string;
  /** What happens instead. A sentence without a full stop. */
  readonly reason: string;
}

const inactive = (path: PathSegments, reason: string): InactiveField => ({ path: formatPath(path), reason });
const when = (condition: boolean, path: PathSegments, reason: string): InactiveField[] =>
  condition ? [inactive(path, reason)] : [];

/** What an agent states and nobody acts on yet, in the order of the file. Empty = everything stated is active. */
export function findInactive(agent: Agent): InactiveField[] {
  return agent.dimensions.flatMap(ofDimension);
}

function ofDimension(dimension: Dimension, index: number): InactiveField[] {
  const path = ['dimensions', index];
  return [
    ...when(dimension.kind === 'send_day', [...path, 'kind'], 'Kind send_day does not change the sending yet'),
    ...dimension.options.flatMap((option, position) =>
      when(option.tags.length > 0, [...path, 'options', position, 'tags'], 'Tags are not learned from yet'),
    ),
  ];
}
