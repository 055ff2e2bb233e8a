/**
 * The workspace-wide holdout: a share of all customers to whom no agent of the workspace ever sends. It sits above the
 * agents: who is in it belongs to no group of any agent, so the shares within an agent stay what its file says.
 */
import { sipKey, subKey, uniform } from '@fitly/core/math';
import type { CustomerKey } from '@fitly/core/terms';
import type { RunContext } from './run-context.ts';

/** No agent can have this name, so its groups and the holdout are independent. */
const PURPOSE = 'workspace holdout';

/**
 * Place of a customer who is seen for the first time, by keyed hash; it is stored with the customer and stays. A changed
 * share applies to new customers only.
 */
export function inWorkspaceHoldout(
  { store, workspaceHoldout }: Pick<RunContext, 'store' | 'workspaceHoldout'>,
  customerKey: CustomerKey,
): boolean {
  return uniform(subKey(sipKey(store.keys.group), PURPOSE), customerKey) < workspaceHoldout;
}
