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
  const draw = drawFor(name, workspace.key);
  const people = told ?? byPeople(message, draw, workspace.settings.rates);
  // What an audience tells is what people do; machines do not ask whose message it is.
  const known = people.some(({ kind, machine }) => kind === 'bounce' || machine === true);
  const machines = known ? [] : byMachines(message, draw, workspace.settings.rates);
  return machines.length === 0 ? people : [...machines, ...people].sort((a, b) => a.at - b.at);
}

interface Draw {
  happens(what: string, rate: number): boolean;
  delay(what: string, meanMs: number): number;
}

const drawFor = (name: string, key: SipKey): Draw => ({
  happens: (what, rate) => rate > 0 && uniform(key, 'reaction', what, name) < rate,
  delay: (what, meanMs) =>
    Math.min(LAST_REACTION_MS / 4, Math.floor(-meanMs * ln(1 - uniform(key, 'delay', what, name)))),
});

/** Privacy proxies open, scanners click: e-mails only. */
function byMachines({ at, channel }: ArrivedMessage, { happens, delay }: Draw, rates: ReactionRates): Reaction[] {
  if (channel !== 'email') return [];
  const reactions: Reaction[] = [];
  const add = (kind: ReactionKind, when: Instant): void => void reactions.push({ kind, at: when, machine: true });
  if (happens('machine open', rates.machineOpen)) add('open', at + delay('machine open', MINUTE_MS));
  if (happens('bot click', rates.botClick)) add('click', at + delay('bot click', 10_000));
  return reactions;
}

function byPeople(
  { at, channel }: ArrivedMessage,
  { happens, delay }: Draw,
  rates: ReactionRates,
): readonly Reaction[] {
  if (channel === 'webhook') return [];
  if (happens('bounce', rates.bounce)) return [{ kind: 'bounce', at: at + delay('bounce', MINUTE_MS) }];
  if (!happens('open', rates.open)) return [];
  const openAt = at + delay('open', 5 * HOUR_MS);
  const reactions: Reaction[] = [{ kind: 'open', at: openAt }];
  const add = (kind: ReactionKind, meanMs: number): void =>
    void reactions.push({ kind, at: openAt + delay(kind, meanMs) });
  if (happens('click', rates.click)) add('click', MINUTE_MS);
  if (happens('unsubscribe', rates.unsubscribe)) add('unsubscribe', 2 * MINUTE_MS);
  if (channel === 'email' && happens('spam', rates.spam)) add('spam', 2 * MINUTE_MS);
  return reactions.sort((a, b) => a.at - b.at);
}
