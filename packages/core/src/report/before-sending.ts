/** What is looked at between planning and sending, and what of it stops the run: found, expected, in words. */
import type { BeforeSending } from '../design/index.ts';
import { type AudienceSize, VOLUME_LIMITS, volumeChange } from '../measure/index.ts';
import { formatCount } from './format.ts';

type SendingCheck = keyof BeforeSending;

export interface SendingFinding {
  readonly check: SendingCheck;
  readonly action: 'stop' | 'alert';
  /** What was found and what was expected. */
  readonly says: string;
}

export interface SendingFacts {
  /** Messages planned for the day. */
  readonly planned: AudienceSize;
  /** Of earlier days, in any order. */
  readonly earlier: readonly AudienceSize[];
  /** Feeds that the agent needs and that are overdue. */
  readonly lateFeeds: readonly LateFeed[];
  /** What is wrong with attributes since today, in words. */
  readonly attributes: readonly string[];
}

export interface LateFeed {
  readonly feed: string;
  /** Days since the newest that it told of; more than twice the longest wait before. */
  readonly ageDays: number;
}

/** In the order of the agent file; empty: nothing is unusual, or nothing is planned to be sent. */
export function checkBeforeSending(facts: SendingFacts, actions: BeforeSending): SendingFinding[] {
  if (facts.planned.size === 0) return [];
  return (['volume', 'feeds', 'attributes'] as const).flatMap((check): SendingFinding[] => {
    const action = actions[check];
    if (action === 'off') return [];
    return FINDERS[check](facts).map((says) => ({ check, action: actionFor(action, facts), says }));
  });
}

/** So few messages are never stopped. */
const actionFor = (action: 'stop' | 'alert', { planned }: SendingFacts): 'stop' | 'alert' =>
  planned.size < VOLUME_LIMITS.leastMessages && action === 'stop' ? 'alert' : action;

const FINDERS: Readonly<Record<SendingCheck, (facts: SendingFacts) => readonly string[]>> = {
  volume: ({ planned, earlier }) => {
    const found = volumeChange(planned, earlier);
    if (found === null) return [];
    const { size, usual, kind } = found;
    const allowed = `${formatCount(usual / VOLUME_LIMITS.factor)} to ${formatCount(usual * VOLUME_LIMITS.factor)}`;
    return [
      `${formatCount(size)} messages are planned, and ${formatCount(usual)} were usual on the last sending days: a ${kind}; ${allowed} would not have been told`,
    ];
  },
  feeds: ({ lateFeeds }) =>
    lateFeeds.map(
      ({ feed, ageDays }) =>
        `the newest that the feed ${feed} tells of is ${ageDays} days old; it used to come at least twice as often`,
    ),
  attributes: ({ attributes }) => attributes,
};
