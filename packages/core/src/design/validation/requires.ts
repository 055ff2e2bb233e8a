import type { Issue } from '../../errors.ts';
import type { Dimension, Option } from '../agent.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { suggestName } from './nearest-name.ts';

/** That what the options of one dimension require exists elsewhere, and can be chosen. */
export function checkRequires(dimensions: readonly Dimension[], index: number): Issue[] {
  const own = dimensions[index]!;
  const others = dimensions.filter((dimension) => dimension.id !== own.id);
  return own.options.flatMap((option, position) =>
    Object.entries(option.requires).flatMap(([name, wanted]) => {
      const path = ['dimensions', index, 'options', position, 'requires', name];
      if (name === own.id) return [issueAt(path, `An option cannot require its own dimension ${shown(name)}`)];
      const target = others.find((dimension) => dimension.id === name);
      if (target === undefined) {
        const hint = suggestName(
          name,
          others.map((dimension) => dimension.id),
        );
        return [issueAt(path, `There is no dimension ${shown(name)}${hint}`)];
      }
      return checkWanted(option, target, wanted, path);
    }),
  );
}

function checkWanted(option: Option, target: Dimension, wanted: readonly string[], path: PathSegments): Issue[] {
  if (wanted.length === 0) return [issueAt(path, `Name at least one option of ${shown(target.id)}`)];
  const known = target.options.map((candidate) => candidate.id);
  const unknown = wanted.flatMap((id, index) =>
    known.includes(id)
      ? []
      : [
          issueAt(
            [...path, index],
            `Dimension ${shown(target.id)} has no option ${shown(id)}${suggestName(id, known)}`,
          ),
        ],
  );
  const repeated = repeatedNames(wanted, 'Option', (index) => [...path, index]);
  if (unknown.length + repeated.length > 0 || option.state !== 'active') return [...unknown, ...repeated];
  const reachable = target.options.some((candidate) => wanted.includes(candidate.id) && candidate.state === 'active');
  if (reachable) return [];
  const message = `Option ${shown(option.id)} can never be chosen: what it requires of ${shown(target.id)} is paused or retired`;
  return [issueAt(path, message)];
}
