/**
 * The policy version by which a run decides: the one of its learning step, unless a policy file of the user's was mended after
 * that step. The rows of the day are learned from already; only the version is made anew, by the text as it is now.
 */
import { actionSpace } from '@fitly/core/design';
import { serializePolicyVersion } from '@fitly/core/policy';
import { latestPolicyVersion, savePolicyVersion, setRunFact } from '@fitly/store';
import { fits, fold } from './learn.ts';
import type { RunContext } from './run-context.ts';

/** Fact of a run: number of the version that took the place of the learning step's. */
export const POLICY_VERSION = 'policy_version';

export async function versionOfRun(context: RunContext): Promise<number> {
  const { store, agent, day, startedAt } = context;
  const learned = Number(context.summaryOf('learn')['policy_version']);
  if (agent.learning.policy !== 'custom') return learned;
  const latest = await latestPolicyVersion(store.state.db, agent.name);
  const space = actionSpace(agent.dimensions);
  // On the first day there is no encoding, and whatever the text says everybody gets an action by lot.
  if (latest === null || latest.kind !== 'custom' || (await fits(context, latest.payload, space))) {
    return latest?.version ?? learned;
  }
  const version = latest.version + 1;
  const { next } = await fold(context, { space, matured: [], version, begins: null, changed: null });
  await store.state.transaction(async (tx) => {
    const payload = serializePolicyVersion(next);
    await savePolicyVersion(tx, { agent: agent.name, version, day, kind: next.kind, payload, createdAt: startedAt });
    await setRunFact(tx, agent.name, day, POLICY_VERSION, version);
  });
  return version;
}
