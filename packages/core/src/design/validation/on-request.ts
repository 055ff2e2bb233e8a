import type { Issue } from '../../errors.ts';
import type { Agent } from '../agent.ts';
import { issueAt } from './issue.ts';
import type { PathSegments } from './issue-path.ts';

/**
 * What an answer on request cannot keep is refused, never left aside: whoever asks acts at once, one customer at a time, and before
 * anybody knows who else will ask.
 */
export function checkOnRequest({ delivery, schedule, dimensions, constraints }: Agent): Issue[] {
  if (delivery.mode !== 'api') return [];
  const refuse = (path: PathSegments, what: string, why: string): Issue =>
    issueAt(path, `${what} cannot be kept with mode api: ${why}; leave it out`);
  return [
    ...(schedule.everyDays === 1
      ? []
      : [refuse(['schedule', 'every'], 'More than a day', 'a decision holds for one decision day')]),
    ...dimensions.flatMap(({ kind }, index) =>
      kind === 'send_hour' || kind === 'send_day' || kind === 'frequency'
        ? [refuse(['dimensions', index, 'kind'], `Kind ${kind}`, 'whoever asks has chosen the moment')]
        : [],
    ),
    ...constraints.budgets.map((_, index) =>
      refuse(['constraints', 'budgets', index], 'A budget', 'it is spread over everybody who is due, and nobody is'),
    ),
    ...constraints.caps.flatMap(({ per }, index) =>
      per === 'all_agents'
        ? [
            refuse(
              ['constraints', 'caps', index, 'per'],
              'A cap over all agents',
              'other agents decide at the same moment; a cap per agent or message is kept',
            ),
          ]
        : [],
    ),
    ...(constraints.quietHours === null
      ? []
      : [
          refuse(
            ['constraints', 'quietHours'],
            'Quiet hours',
            'an answer is used at once and cannot wait for their end; quiet days and black-out dates are kept',
          ),
        ]),
  ];
}
