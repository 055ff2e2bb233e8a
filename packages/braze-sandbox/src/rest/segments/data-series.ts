/** GET /segments/data_series (contract §4.10): sizes, as of the end of each day or now. Days before the sandbox began are empty. */
import { membersOf } from '../../export/desk.ts';
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
    const data = days.names.map((time, i) => {
      const from = days.from + i * DAY_MS;
      const isKnown = segment.analyticsTracking && from <= now && from + DAY_MS > workspace.startAt;
      return { time, size: isKnown ? [...membersOf(workspace.people, segment, now)].length : 0 };
    });
    return found({ data });
  },
};
