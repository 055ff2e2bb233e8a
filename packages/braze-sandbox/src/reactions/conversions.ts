/** Conversions of one message: what its campaign counts, done by the recipient inside the window (contract §4.2). */
import type { Instant } from '@fitly/core/terms';
import type { Activity, Reaction } from '../audience/audience.ts';
import type { ConversionBehavior } from '../catalogue/campaign.ts';
import type { People } from '../users/people.ts';

export interface Conversion {
  /** Index of the behaviour: 0 = event A. */
  readonly behavior: number;
  readonly at: Instant;
  /** US cents of a purchase, else 0. */
  readonly cents: number;
}

export interface ConvertingSend {
  readonly at: Instant;
  /** The same user's next message of the campaign: what he does from then on counts for that one. Default: there is none. */
  readonly nextAt?: Instant;
  /** To the message. */
  readonly reactions: readonly Reaction[];
}

/** The first conversion of each behaviour up to `now`. */
export function conversionsOf(
  behaviors: readonly ConversionBehavior[],
  { at: sentAt, nextAt = Number.POSITIVE_INFINITY, reactions }: ConvertingSend,
  index: number,
  people: People,
  now: Instant,
): readonly Conversion[] {
  return behaviors.flatMap((behavior, i) => {
    const until = Math.min(now, sentAt + behavior.window * 1000);
    const hit =
      people.activity(index, sentAt, Math.min(until, nextAt)).find((activity) => counts(behavior, activity)) ??
      reactions.find((reaction) => reaction.at <= until && countsReaction(behavior, reaction));
    if (hit === undefined) return [];
    return [{ behavior: i, at: hit.at, cents: 'cents' in hit ? hit.cents : 0 }];
  });
}

function counts({ type, product, custom_event_name: event }: ConversionBehavior, activity: Activity): boolean {
  switch (type) {
    case 'Makes Any Purchase':
      return activity.kind === 'purchase';
    case 'Makes Specific Purchase':
      return activity.kind === 'purchase' && activity.name === product;
    case 'Performs Custom Event':
      return activity.kind === 'event' && activity.name === event;
    default:
      return false;
  }
}

const countsReaction = ({ type }: ConversionBehavior, { kind, machine }: Reaction): boolean =>
  machine !== true && ((type === 'Opens Email' && kind === 'open') || (type === 'Clicks Email' && kind === 'click'));
