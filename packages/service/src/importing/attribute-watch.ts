/** Which customers a file of attributes has brought, and whether they come again at another time: see `doubtSnapshot`. */
import type { SnapshotEvidence } from '@fitly/core/data';
import { shownColumn } from '../privacy/value-guard.ts';
import type { Cells } from './parse-event.ts';

export interface AttributeWatch {
  /** `place`: of the customer, from 0 on. `isNews`: the row has said something new of them. */
  add(place: number, cells: Cells, isNews: boolean): void;
  /** Customers of the file. */
  customers(): number;
  /** Of whom it has said something new. */
  changed(): number;
  seen(): SnapshotEvidence;
}

const FIRST = 1_024;
const [THERE, CHANGED] = [1, 2];

export function watchAttributes(timeColumns: readonly string[]): AttributeWatch {
  let times = new Uint32Array(timeColumns.length === 0 ? 0 : FIRST);
  let isThere = new Uint8Array(FIRST);
  const counts = { rows: 0, customers: 0, changed: 0, repeatsAtOtherTime: 0 };
  const grow = (place: number): void => {
    const room = Math.max(2 * isThere.length, place + 1);
    const [grownTimes, grownThere] = [new Uint32Array(timeColumns.length === 0 ? 0 : room), new Uint8Array(room)];
    grownTimes.set(times);
    grownThere.set(isThere);
    [times, isThere] = [grownTimes, grownThere];
  };
  return {
    add(place, cells, isNews) {
      if (place >= isThere.length) grow(place);
      const time = timeOf(cells, timeColumns);
      counts.rows += 1;
      if (isThere[place] === 0) counts.customers += 1;
      else if (time !== (times[place] ?? time)) counts.repeatsAtOtherTime += 1;
      if (isNews && isThere[place] !== CHANGED) counts.changed += 1;
      isThere[place] = isNews || isThere[place] === CHANGED ? CHANGED : THERE;
      times[place] = time;
    },
    customers: () => counts.customers,
    changed: () => counts.changed,
    seen: () => ({
      rows: counts.rows,
      repeats: counts.repeatsAtOtherTime,
      repeated: cameAtOtherTime(timeColumns),
    }),
  };
}

export const cameAtOtherTime = (timeColumns: readonly string[]): string =>
  `came before in the file, with another time in ${timeColumns.map(shownColumn).join(', ')}`;

/** FNV-1a of the cells' texts: equal times give equal numbers, and others nearly never do. */
function timeOf(cells: Cells, columns: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const column of columns) {
    const text = String(cells[column] ?? '');
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return hash >>> 0;
}
