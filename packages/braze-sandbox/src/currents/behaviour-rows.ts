/** Rows of what customers do besides messages: what their audience says, and what was reported over `/users/track`. */
import type { Instant } from '@fitly/core/terms';
import type { Activity } from '../audience/audience.ts';
import type { Workspace } from '../workspace.ts';
import type { EventType } from './event-types.ts';
import { type Add, type Row, userFields } from './row.ts';

export function addBehaviour(workspace: Workspace, from: Instant, to: Instant, add: Add): void {
  const { people } = workspace;
  const { audience } = people;
  for (let index = 0; index < people.size(); index++) {
    if (people.isDeleted(index)) continue;
    const name = people.nameOf(index);
    const user = userFields(workspace, index, name);
    const own = index < audience.size ? (audience.activity?.(index, from, to) ?? []) : [];
    for (const [i, activity] of own.entries()) {
      add(...behaviour(activity, `${name} ${activity.at} ${activity.name} ${i}`, user, {}));
    }
    for (const [i, reported] of (people.written(index)?.reported ?? []).entries()) {
      add(...behaviour(reported, `${name} reported ${i}`, user, reported.properties), reported.reportedAt);
    }
  }
}

type Properties = Readonly<Record<string, unknown>>;

function behaviour(
  activity: Activity,
  name: string,
  user: Row['fields'],
  given: Properties,
): readonly [EventType, string, Instant, Row['fields']] {
  const properties = JSON.stringify(given);
  if (activity.kind === 'event') {
    return ['users.behaviors.CustomEvent', name, activity.at, { ...user, name: activity.name, properties }];
  }
  const bought = { product_id: activity.name, price: activity.cents / 100, currency: 'USD', properties };
  return ['users.behaviors.Purchase', name, activity.at, { ...user, ...bought }];
}
