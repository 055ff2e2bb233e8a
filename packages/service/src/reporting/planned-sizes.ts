import type { ContrastId } from '@fitly/core/report';
import { GROUPS, type Group } from '@fitly/core/terms';

const PAIRS: readonly (readonly [ContrastId, Group, Group])[] = [
  ['agent_vs_random_control', 'agent', 'random_control'],
  ['agent_vs_business_as_usual', 'agent', 'business_as_usual'],
  ['agent_vs_holdout', 'agent', 'holdout'],
  ['random_control_vs_holdout', 'random_control', 'holdout'],
];

/** N* of each comparison: customers of both groups at the start. Groups without customers are left out. */
export function plannedSizes(enrolled: readonly { readonly group: Group }[]): Partial<Record<ContrastId, number>> {
  const counts = Object.fromEntries(GROUPS.map((group) => [group, 0])) as Record<Group, number>;
  for (const { group } of enrolled) counts[group] += 1;
  return Object.fromEntries(
    PAIRS.filter(([, treated, control]) => counts[treated] > 0 && counts[control] > 0).map(([id, treated, control]) => [
      id,
      counts[treated] + counts[control],
    ]),
  );
}
