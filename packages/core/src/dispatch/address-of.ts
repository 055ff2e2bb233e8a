/** Where a decision goes: by which kind of request, to which campaign, canvas or file, and what a direct message says. */
import type { Agent, DeliveryMode } from '../design/agent.ts';
import { FitlyError } from '../errors.ts';
import type { MessageContent } from '../ports.ts';
import { chosenValues } from './trigger-properties.ts';

export interface Address {
  readonly request: DeliveryMode;
  /** Value of `delivery.ids`: a campaign, a canvas or `CAMPAIGN/VARIATION`; `file` and `api` for everything of these modes. */
  readonly targetId: string;
  /** Of a direct message; its keys are sorted, so that equal contents are equal texts. Null: it lies in Braze. */
  readonly content: MessageContent | null;
}

/** Handed out to whoever acts on it, whatever was chosen. */
const handedOut = (request: 'file' | 'api'): Address => ({ request, targetId: request, content: null });

/**
 * The address of a decision. `options`: dimension id → option id. Throws `agent_file_invalid` when
 * `delivery.ids` names nothing for the chosen template.
 */
export function addressOf(agent: Agent, options: Readonly<Record<string, string>>): Address {
  const { mode } = agent.delivery;
  if (mode === 'file' || mode === 'api') return handedOut(mode);
  const content = mode === 'message' ? contentOf(agent, options) : null;
  return { request: mode, targetId: targetOf(agent, options), content };
}

/** What all messages share, and the values of the chosen options; those win. */
function contentOf(agent: Agent, options: Readonly<Record<string, string>>): MessageContent {
  const { message } = agent.delivery;
  if (message === null) {
    throw new FitlyError('agent_file_invalid', 'mode message needs delivery.message, which is not there', {
      next: 'add delivery.message with its channel and fields to the agent file',
    });
  }
  const fields = Object.entries({ ...message.fields, ...chosenValues(agent, options) });
  return { channel: message.channel, fields: Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))) };
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
