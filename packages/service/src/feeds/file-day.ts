import { FitlyError } from '@fitly/core/errors';
import { asDay, type Day } from '@fitly/core/terms';

/** The last YYYY-MM-DD in the name of a file or its folders; null when there is none. */
export function findDayInName(name: string): Day | null {
  const [day] = [...name.matchAll(/(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)/g)].at(-1) ?? [];
  return day === undefined ? null : asDay(day);
}

/** The same. Throws `file_unreadable` when there is none. */
export function dayInName(name: string): Day {
  const day = findDayInName(name);
  if (day !== null) return day;
  throw new FitlyError('file_unreadable', 'its name has no day as YYYY-MM-DD, and the feed takes asOf from there', {
    next: 'name the file after the day that it describes, or give a column under columns.asOf of the feed',
  });
}
