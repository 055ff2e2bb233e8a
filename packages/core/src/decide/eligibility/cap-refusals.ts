/**
 * Frequency caps: at most `max` sends of this agent, of one message, or of all agents of the workspace to a customer in `days` days. Judged for the
 * instant at which each action would be sent, so that an early hour may be refused where a late one is not.
 *
 * Sends after that instant count as well (an earlier decision may still be waiting for its hour): the cap then holds in
 * every window, not only in those that end with the new send.
 */
import type { ActionSpace } from '../../design/action-space.ts';
import type { Agent, Cap } from '../../design/agent.ts';
import type { Instant } from '../../terms.ts';
import { dayNumber, dayOf, resolveZone } from '../../time.ts';
import type { SendInstant } from '../send-instant.ts';
import type { MaskTree } from './mask-tree.ts';

/** A send that was accepted, is in doubt or is still planned. */
export interface PastSend {
  readonly at: Instant;
  /** Option of the `template` dimension; `default` without one. Null: another agent of the workspace sent it. */
  readonly message: string | null;
}

const MS_PER_DAY = 86_400_000;

export interface CappedCustomer {
  readonly timeZone: string | null;
  readonly recentSends: readonly PastSend[];
}

/** How far back sends must be known: the longest window of these caps, and a day for zones and hours. 0 = no caps. */
export function capMemoryDays({ caps }: { readonly caps: readonly Cap[] }): number {
  const windows = caps.map((cap) => cap.days);
  return windows.length === 0 ? 0 : Math.max(...windows) + 2;
}

/** The caps for which sends of other agents must be known. */
export const capsOverAgents = ({ constraints }: Agent): readonly Cap[] =>
  constraints.caps.filter((cap) => cap.per === 'all_agents');

/** Changes `nodes` (one per customer). */
export function refuseByCaps(
  tree: MaskTree,
  nodes: Int32Array,
  facts: {
    readonly agent: Agent;
    readonly space: ActionSpace;
    readonly customers: readonly CappedCustomer[];
    readonly sendAt: SendInstant;
  },
): void {
  const { agent, space, customers, sendAt } = facts;
  const isWithin = windowTest(agent);
  for (const cap of agent.constraints.caps) {
    for (const { actions, first, message } of classesOf(cap, agent, space)) {
      const refusal = tree.add({ reason: REASON[cap.per], actions });
      if (refusal === null) continue;
      for (const [row, { recentSends, timeZone }] of customers.entries()) {
        if (recentSends.length < cap.max) continue;
        const at = sendAt(first, timeZone);
        const counted = recentSends.filter(
          (send) => isOfCap(cap, message, send) && isWithin(cap, at, send.at, timeZone),
        );
        if (counted.length >= cap.max) nodes[row] = tree.refuse(nodes[row]!, refusal);
      }
    }
  }
}

const REASON = { agent: 'agent_cap', message: 'message_cap', all_agents: 'all_agents_cap' } as const;

function isOfCap({ per }: Cap, message: string | null, send: PastSend): boolean {
  if (per === 'all_agents') return true;
  return per === 'agent' ? send.message !== null : send.message === message;
}

interface ActionClass {
  readonly actions: Uint8Array;
  /** One action of the class: all are sent at the same instant. */
  readonly first: number;
  /** Null: every message counts. */
  readonly message: string | null;
}

/** Sending actions by hour, and for a cap per message also by message. */
function classesOf(cap: Cap, agent: Agent, space: ActionSpace): ActionClass[] {
  const hour = agent.dimensions.findIndex((dimension) => dimension.kind === 'send_hour');
  const classes = new Map<string, ActionClass>();
  for (let action = 0; action < space.size; action++) {
    if (space.isSilent(action)) continue;
    const message = cap.per === 'message' ? messageOf(agent, space, action) : null;
    const name = `${hour === -1 ? '' : space.optionIndex(action, hour)} ${message ?? ''}`;
    const known = classes.get(name) ?? { actions: new Uint8Array(space.size), first: action, message };
    known.actions[action] = 1;
    classes.set(name, known);
  }
  return [...classes.values()];
}

/** What counts as one message: the option of the template dimension. */
export function messageOf(agent: Agent, space: ActionSpace, action: number): string {
  const template = agent.dimensions.findIndex((dimension) => dimension.kind === 'template');
  return template === -1 ? 'default' : space.dimensions[template]!.optionIds[space.optionIndex(action, template)]!;
}

type WindowTest = (cap: Cap, at: Instant, sentAt: Instant, zoneName: string | null) => boolean;

/** Many customers share instants and zones, so each local date is worked out once. */
function windowTest({ delivery }: Agent): WindowTest {
  const known = new Map<string, number>();
  const localDay = (at: Instant, zoneName: string | null): number => {
    const name = `${at} ${zoneName ?? ''}`;
    const day = known.get(name) ?? dayNumber(dayOf(at, resolveZone(zoneName, delivery.fallbackTimeZone)));
    known.set(name, day);
    return day;
  };
  return (cap, at, sentAt, zoneName) =>
    cap.window === 'rolling'
      ? Math.abs(at - sentAt) < cap.days * MS_PER_DAY
      : Math.abs(localDay(at, zoneName) - localDay(sentAt, zoneName)) < cap.days;
}
