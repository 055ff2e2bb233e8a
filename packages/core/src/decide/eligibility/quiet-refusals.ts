/** Quiet times, judged for the instant at which each action would be sent: a late hour may be refused where an early one is not. */
import type { ActionSpace } from '../../design/action-space.ts';
import type { Agent } from '../../design/agent.ts';
import { resolveZone } from '../../time.ts';
import { hasQuietTimes, QUIET_REASONS, quietReasons } from '../quiet-times.ts';
import type { SendInstant } from '../send-instant.ts';
import type { MaskTree } from './mask-tree.ts';

/** Changes `nodes` (one per customer). What sends nothing is never refused. */
export function refuseByQuietTimes(
  tree: MaskTree,
  nodes: Int32Array,
  facts: {
    readonly agent: Agent;
    readonly space: ActionSpace;
    readonly customers: readonly { readonly timeZone: string | null }[];
    readonly sendAt: SendInstant;
  },
): void {
  const { agent, space, customers, sendAt } = facts;
  if (!hasQuietTimes(agent.constraints)) return;
  for (const { actions, first } of sendingByHour(agent, space)) {
    const refusals = new Map(QUIET_REASONS.map((reason) => [reason, tree.add({ reason, actions })]));
    const refusedIn = byZone((zoneName) => {
      const zone = resolveZone(zoneName, agent.delivery.fallbackTimeZone);
      const reasons = quietReasons(agent.constraints, sendAt(first, zoneName), zone);
      return reasons.flatMap((reason) => refusals.get(reason) ?? []);
    });
    for (const [row, { timeZone }] of customers.entries()) {
      for (const refusal of refusedIn(timeZone)) nodes[row] = tree.refuse(nodes[row]!, refusal);
    }
  }
}

/** Many customers share a zone. */
function byZone<T>(of: (zoneName: string | null) => T): (zoneName: string | null) => T {
  const known = new Map<string | null, T>();
  return (zoneName) => {
    const found = known.get(zoneName) ?? of(zoneName);
    known.set(zoneName, found);
    return found;
  };
}

interface HourClass {
  readonly actions: Uint8Array;
  /** One action of the class: all are sent at the same instant. */
  readonly first: number;
}

function sendingByHour(agent: Agent, space: ActionSpace): HourClass[] {
  const hour = agent.dimensions.findIndex((dimension) => dimension.kind === 'send_hour');
  const classes = new Map<number, HourClass>();
  for (let action = 0; action < space.size; action++) {
    if (space.isSilent(action)) continue;
    const name = hour === -1 ? -1 : space.optionIndex(action, hour);
    const known = classes.get(name) ?? { actions: new Uint8Array(space.size), first: action };
    known.actions[action] = 1;
    classes.set(name, known);
  }
  return [...classes.values()];
}
