/** Where a decision goes: by which kind of request, and to which campaign, canvas or file. */
import type { Agent, DeliveryMode } from '../design/agent.ts';
import { FitlyError } from '../errors.ts';

/** Mode `api` is answered on request: nothing of it leaves by a plan. */
export type RequestKind = Exclude<DeliveryMode, 'api'>;

export interface Address {
  readonly request: RequestKind;
  /** Value of `delivery.ids`: a campaign or a canvas; `file` for everything that goes to a recommendation file. */
  readonly targetId: string;
}

const FILE: Address = { request: 'file', targetId: 'file' };

/**
 * The address of a decision. `options`: dimension id → option id. Null in mode `api`. Throws `agent_file_invalid` when
 * `delivery.ids` names nothing for the chosen template.
 */
export function addressOf(agent: Agent, options: Readonly<Record<string, string>>): Address | null {
  const { mode } = agent.delivery;
  if (mode === 'api') return null;
  if (mode === 'file') return FILE;
  return { request: mode, targetId: targetOf(agent, options) };
}

/** The id of the chosen `template` option; the one named `default` without such a dimension. */
function targetOf({ dimensions, delivery }: Agent, options: Readonly<Record<string, string>>): string {
  const template = dimensions.find((dimension) => dimension.kind === 'template');
  const name = template === undefined ? 'default' : (options[template.id] ?? 'default');
  const targetId = delivery.ids[name];
  if (targetId !== undefined) return targetId;
  throw new FitlyError('agent_file_invalid', `delivery.ids names no ${delivery.mode} for "${name}"`, {
    next: `add "${name}" with its ${delivery.mode} id to delivery.ids of the agent file`,
  });
}
