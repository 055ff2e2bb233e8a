/** Which Braze workspace a run sends through: what was planned for one is not for another. */
import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Day } from '@fitly/core/terms';
import { customerKey, getMeta, type Run, setMeta } from '@fitly/store';
import { connectionOf, readApiKey, type Workspace } from '../workspace/workspace.ts';

/** All sandboxes are alike: nobody real is behind them. */
const SANDBOX = 'sandbox';

/** One address serves many workspaces of Braze, and the key says which: both as one keyed hash. Throws `key_missing`. */
export async function sentThrough(workspace: Workspace, connection: string): Promise<string> {
  const named = connectionOf(workspace, connection);
  const { kind, url } = named;
  if (kind === 'sandbox') return SANDBOX;
  return customerKey(workspace.store.keys, `${url} ${await readApiKey(workspace, named)}`);
}

/**
 * Keeps through which workspace the run of a day begins; `begun`: that run, where there is one. Throws `not_live` where it was begun through
 * another one: its customers, campaigns and doubts are those of the other. Where nothing was kept it was begun on a sandbox.
 */
export async function requireSentThroughSame(
  workspace: Workspace,
  { name, delivery }: Agent,
  day: Day,
  begun: Pick<Run, 'status'> | undefined,
): Promise<void> {
  if (begun?.status === 'done') return;
  const { db } = workspace.store.state;
  const key = `sent_through ${name}`;
  const now = `${day} ${await sentThrough(workspace, delivery.connection)}`;
  if (begun === undefined) return setMeta(db, key, now);
  const kept = await getMeta(db, key);
  const before = kept?.startsWith(`${day} `) === true ? kept : `${day} ${SANDBOX}`;
  if (before === now) return;
  throw new FitlyError('not_live', `the run of ${name} of ${day} was begun through another connection or key`, {
    next: `give it its connection back and finish it (fitly run ${name} --date ${day}); change the connection after that`,
  });
}
