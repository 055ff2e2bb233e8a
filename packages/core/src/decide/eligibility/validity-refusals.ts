/**
 * Validity dates, judged for the day on which each action would be *sent*, in the agent's zone: an hour that comes tomorrow may
 * not carry an offer that ends today. What sends nothing is judged by the day of the decision, as everybody's base is.
 */
import type { ActionSpace } from '../../design/action-space.ts';
import type { Agent, Option } from '../../design/agent.ts';
import type { Day, Instant } from '../../terms.ts';
import { dayOf } from '../../time.ts';
import type { SendInstant } from '../send-instant.ts';
import type { MaskTree } from './mask-tree.ts';

/** Changes `nodes` (one per customer). */
export function refuseByValidity(
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
  const sentOn = dayOfInstants(agent.timeZone);
  for (const { option, actions, first } of datedClasses(agent, space)) {
    const late = tree.add({ reason: 'no_longer_valid', actions });
    const early = tree.add({ reason: 'not_yet_valid', actions });
    if (late === null || early === null) continue;
    for (const [row, { timeZone }] of customers.entries()) {
      const day = sentOn(sendAt(first, timeZone));
      if (option.validTo !== null && day > option.validTo) nodes[row] = tree.refuse(nodes[row]!, late);
      else if (option.validFrom !== null && day < option.validFrom) nodes[row] = tree.refuse(nodes[row]!, early);
    }
  }
}

interface DatedClass {
  readonly option: Option;
  readonly actions: Uint8Array;
  /** One action of the class: all are sent at the same instant. */
  readonly first: number;
}

/** Sending actions with an option that has dates, by option and hour. */
function datedClasses(agent: Agent, space: ActionSpace): DatedClass[] {
  const hour = agent.dimensions.findIndex((dimension) => dimension.kind === 'send_hour');
  const classes = new Map<string, DatedClass>();
  for (const [dim, dimension] of agent.dimensions.entries()) {
    for (const [position, option] of dimension.options.entries()) {
      if (option.validFrom === null && option.validTo === null) continue;
      for (let action = 0; action < space.size; action++) {
        if (space.isSilent(action) || space.optionIndex(action, dim) !== position) continue;
        const name = `${dim} ${position} ${hour === -1 ? '' : space.optionIndex(action, hour)}`;
        const known = classes.get(name) ?? { option, actions: new Uint8Array(space.size), first: action };
        known.actions[action] = 1;
        classes.set(name, known);
      }
    }
  }
  return [...classes.values()];
}

function dayOfInstants(zone: string): (at: Instant) => Day {
  const known = new Map<Instant, Day>();
  return (at) => {
    const day = known.get(at) ?? dayOf(at, zone);
    known.set(at, day);
    return day;
  };
}
