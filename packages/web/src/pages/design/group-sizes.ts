import { shareOf, valueAt } from './values.ts';

export const GROUPS = ['agent', 'random_control', 'business_as_usual', 'holdout'] as const;
type Group = (typeof GROUPS)[number];
/** Where the file says nothing of groups. */
const USUAL: Readonly<Partial<Record<Group, number>>> = { agent: 0.8, random_control: 0.1, holdout: 0.1 };

/** In [0, 1]; what cannot be read counts as none. */
export function groupShares(root: unknown): { readonly group: Group; readonly share: number }[] {
  const isSaid = valueAt(root, ['groups']) != null;
  return GROUPS.map((group) => {
    const own = isSaid ? shareOf(valueAt(root, ['groups', group])) : USUAL[group];
    return { group, share: own ?? 0 };
  });
}

/** Expected, whole customers; groups without a share are left out. */
export const groupSizes = (root: unknown, customers: number): { readonly group: Group; readonly size: number }[] =>
  groupShares(root)
    .filter(({ share }) => share > 0)
    .map(({ group, share }) => ({ group, size: Math.round(customers * share) }));
