/** Who of the day's snapshot is in the audience, and why the others are not. */
import { type CompiledExpressions, VERDICT } from '@fitly/core/data';
import type { CustomerKey } from '@fitly/core/terms';
import type { Snapshot } from './read-snapshot.ts';

/** Why somebody whom the agent knows is not in today's audience. `attribute_missing`: the rule cannot be judged. */
export type OutsideReason = 'left_segments' | 'audience_rule' | 'attribute_missing' | 'workspace_holdout';

/** One entry per row of the snapshot; null = in the audience. */
export function outsideReasons(
  snapshot: Snapshot,
  { audience }: Pick<CompiledExpressions, 'audience'>,
  workspaceHoldout: ReadonlySet<CustomerKey>,
): readonly (OutsideReason | null)[] {
  const verdicts = audience?.evaluate(snapshot.context) ?? null;
  return snapshot.customerKeys.map((key, row) => {
    if (workspaceHoldout.has(key)) return 'workspace_holdout';
    if (snapshot.inSegments[row] === 0) return 'left_segments';
    const verdict = verdicts === null ? VERDICT.yes : verdicts[row];
    if (verdict === VERDICT.yes) return null;
    return verdict === VERDICT.unknown ? 'attribute_missing' : 'audience_rule';
  });
}
