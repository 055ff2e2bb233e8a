/** GET /segments/data_series (contract §4.10): sizes, as of the end of each day or now. Days before the sandbox began are empty. */
import type { Instant } from '@fitly/core/terms';
import type { Segment } from '../../catalogue/segment.ts';
import { membersOf } from '../../export/desk.ts';
import type { People } from '../../users/people.ts';
import { DAY_MS, readDays } from '../days.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findSegment } from '../find-thing.ts';

const MOST_DAYS = 100;

export const segmentsDataSeries: Endpoint = {
  method: 'GET',
  path: '/segments/data_series',
  permission: 'segments.data_series',
  answer: ({ query }, workspace) => {
    const segment = findSegment(query, workspace);
    const now = workspace.clock.now();
    const days = readDays(query, now, MOST_DAYS);
    const sizeAt = sizesOf(segment, workspace.people);
    const data = days.names.map((time, i) => {
      const from = days.from + i * DAY_MS;
      const isKnown = segment.analyticsTracking && from <= now && from + DAY_MS > workspace.startAt;
      return { time, size: isKnown ? sizeAt(Math.min(from + DAY_MS - 1, now)) : 0 };
    });
    return found({ data });
  },
};

/** Counted once where the members do not depend on the time: what was written about users has no history here. */
function sizesOf(segment: Segment, people: People): (at: Instant) => number {
  const count = (at: Instant): number => membersOf(people, segment, at).reduce((sum) => sum + 1, 0);
  const { members } = segment;
  const varies = typeof members === 'function' || (typeof members === 'object' && 'filter' in members);
  let known: number | null = null;
  return (at) => {
    if (varies) return count(at);
    known ??= count(at);
    return known;
  };
}
