/**
 * What a recipient does with one message, where his audience does not say so: a function of the seed, the journal entry and
 * the recipient. Delays are exponential: people take hours, machines seconds.
 */
import { ln, type SipKey, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Channel, Reaction, ReactionKind } from '../audience/audience.ts';
import type { Workspace } from '../workspace.ts';
import { reactionName } from '../workspace.ts';
import type { ReactionRates } from './rates.ts';

export interface ArrivedMessage {
  readonly seq: number;
  readonly at: Instant;
  readonly externalId: string;
  readonly variationId: string | null;
  readonly channel: Channel;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Nobody reacts later. */
export const LAST_REACTION_MS = 7 * 24 * HOUR_MS;

/** Oldest first. A message that bounced leads to nothing else. */
export function reactionsTo(
  message: ArrivedMessage,
  workspace: Pick<Workspace, 'key' | 'settings' | 'reactions'>,
): readonly Reaction[] {
  const name = reactionName(message.seq, message.externalId, message.variationId);
  const told = workspace.reactions.get(name);
  return told ?? drawn(message, name, workspace.key, workspace.settings.rates);
}

function drawn({ at, channel }: ArrivedMessage, name: string, key: SipKey, rates: ReactionRates): readonly Reaction[] {
  if (channel === 'webhook') return [];
  const happens = (what: string, rate: number): boolean => rate > 0 && uniform(key, 'reaction', what, name) < rate;
  const delay = (what: string, meanMs: number): number =>
    Math.min(LAST_REACTION_MS / 4, Math.floor(-meanMs * ln(1 - uniform(key, 'delay', what, name))));
  if (happens('bounce', rates.bounce)) return [{ kind: 'bounce', at: at + delay('bounce', MINUTE_MS) }];
  const reactions: Reaction[] = [];
  const add = (kind: ReactionKind, when: Instant, machine = false): void => {
    reactions.push(machine ? { kind, at: when, machine } : { kind, at: when });
  };
  const mail = channel === 'email';
  if (mail && happens('machine open', rates.machineOpen)) add('open', at + delay('machine open', MINUTE_MS), true);
  if (mail && happens('bot click', rates.botClick)) add('click', at + delay('bot click', 10_000), true);
  if (happens('open', rates.open)) {
    const openAt = at + delay('open', 5 * HOUR_MS);
    add('open', openAt);
    if (happens('click', rates.click)) add('click', openAt + delay('click', MINUTE_MS));
    if (happens('unsubscribe', rates.unsubscribe)) add('unsubscribe', openAt + delay('unsubscribe', 2 * MINUTE_MS));
    if (mail && happens('spam', rates.spam)) add('spam', openAt + delay('spam', 2 * MINUTE_MS));
  }
  return reactions.sort((a, b) => a.at - b.at);
}
