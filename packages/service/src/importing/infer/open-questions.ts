/** What a person has to add to a proposed feed, or to look at. Pure. */
import type { Sample } from '../sample.ts';
import type { FeedKind } from './column-part.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { ColumnRoles } from './column-roles.ts';

interface Proposed {
  readonly kind: FeedKind;
  readonly roles: ColumnRoles;
  readonly profiles: readonly ColumnProfile[];
  readonly isDayInName: boolean;
  readonly isHeadless: boolean;
}

export function openQuestions({ bad }: Sample, { kind, roles, profiles, isDayInName, isHeadless }: Proposed): string[] {
  if (isHeadless) return [NO_HEADER];
  const at = profiles.find(({ name }) => name === roles.at?.column);
  const isLocal = at?.type === 'local_time' || at?.type === 'date';
  return [
    ...(roles.customer === null ? ['Say which column is the id by which Braze knows the customer.'] : []),
    ...(kind === 'events' && roles.at === null ? ['Say which column holds when it happened.'] : []),
    ...(kind === 'events' && roles.event === null ? ['Say how the event is called: event: { is: NAME }.'] : []),
    ...(kind === 'events' && roles.id === null
      ? ['No id of the event: equal rows then count as two events, and a corrected row as another one.']
      : []),
    ...(kind === 'events' && roles.amount !== null
      ? ['Say the currency of the amount, and the unit if it is in cents.']
      : []),
    ...(kind === 'events' && isLocal ? ['The times have no zone: say which with timeZone.'] : []),
    ...(kind === 'snapshot' && roles.at === null ? [isDayInName ? DAY_IN_NAME : NO_DAY] : []),
    ...(bad === 0 ? [] : [`${bad} line(s) of the sample could not be read.`]),
  ];
}

const NO_DAY =
  'No column holds the day: it is the day of arrival, unless files are named after it (asOf: { fileName: true }).';
const DAY_IN_NAME = 'The day is taken from the name of the file: it must be the evening that the rows describe.';
const NO_HEADER =
  'The first line looks like values: a CSV file needs a header line with names. Until then its columns are numbered here.';
