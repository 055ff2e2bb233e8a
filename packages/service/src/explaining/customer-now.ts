/** What Braze has on one customer now, beside what the run acted on: allow-listed attributes only, stored nowhere. */
import { broughtAttributes, type ContextAttribute } from '@fitly/core/design';
import { asAgentName } from '@fitly/core/terms';
import { open, sealedIds } from '@fitly/store';
import { savedAgent } from '../daily-loop/agent-of.ts';
import { typedValue } from '../daily-loop/audience-snapshot.ts';
import { readSnapshot } from '../daily-loop/read-snapshot.ts';
import { suspectIn } from '../privacy/value-guard.ts';
import { connect, type Workspace } from '../workspace/workspace.ts';
import type { ExplainedCustomer } from './explain-customer.ts';

export interface CustomerNow {
  /** False when Braze does not know the customer any more, or this workspace never did. */
  readonly known: boolean;
  /** What Braze is asked for, in the order of the agent's context; null = missing. */
  readonly attributes: readonly {
    readonly attribute: string;
    readonly onDay: string | number | null;
    readonly now: string | number | null;
  }[];
}

/** What a run would set aside is not shown either. */
function shown(attribute: ContextAttribute, raw: string | number | boolean): string | number | null {
  const isSuspect = attribute.pii !== 'confirmed_not_personal' && suspectIn(raw) !== null;
  return isSuspect ? '(looks personal)' : typedValue(attribute, raw);
}

/** Throws `braze_*`. */
export async function customerNow(workspace: Workspace, explained: ExplainedCustomer): Promise<CustomerNow> {
  const { store } = workspace;
  const { customerKey: key, day } = explained;
  const agent = await savedAgent(store, asAgentName(explained.agent), explained.agentVersion);
  const sealed = (await sealedIds(store.state.db, [key])).get(key);
  if (sealed === undefined) return { known: false, attributes: [] };
  const { messaging } = await connect(workspace, agent.delivery.connection);
  const allow = { attributes: broughtAttributes(agent.context).map(({ attribute }) => attribute), events: [] };
  const [profile] = await messaging.exportCustomers([open(store.keys, key, sealed)], allow);
  if (profile === undefined) return { known: false, attributes: [] };
  const snapshot = await readSnapshot({ store, agent }, day);
  const row = snapshot.customerKeys.indexOf(key);
  const attributes = agent.context.flatMap((each, column) => {
    if (each.history !== null) return [];
    const raw = profile.attributes[each.attribute];
    const acted = row === -1 ? null : (snapshot.context.columns[column]?.[row] ?? null);
    return {
      attribute: each.attribute,
      onDay: typeof acted === 'number' && Number.isNaN(acted) ? null : acted,
      now: raw === undefined || raw === null ? null : shown(each, raw),
    };
  });
  return { known: true, attributes };
}
