/** Lists of dashboards (contract §0.4, §4.1): 100 a page, oldest first unless asked otherwise. */
import type { Instant } from '@fitly/core/terms';
import { type Json, own, queryFlag, queryInstant, queryNumber, require400 } from './checks.ts';

const PER_PAGE = 100;
const MOST_PAGES = 1_000_000;

interface Listed {
  readonly archived: boolean;
  readonly updatedAt: Instant;
}

/** `things`: oldest first. Archived ones only when they are asked for. */
export function pageOf<T extends Listed>(things: Iterable<T>, query: Json): readonly T[] {
  const archived = queryFlag(query, 'include_archived');
  const editedAfter = queryInstant(query, 'last_edit.time[gt]', Number.NEGATIVE_INFINITY);
  // Answers show whole seconds, so whole seconds are compared.
  const isNewer = ({ updatedAt }: T): boolean => Math.floor(updatedAt / 1000) * 1000 > editedAfter;
  const wanted = [...things].filter((thing) => (archived || !thing.archived) && isNewer(thing));
  return pageFrom(wanted, query);
}

/** The page and direction of a query; beyond the end it is empty. */
export function pageFrom<T>(things: readonly T[], query: Json): readonly T[] {
  const page = queryNumber(query, 'page', 0, MOST_PAGES, 0);
  return inDirection(things, query).slice(page * PER_PAGE, (page + 1) * PER_PAGE);
}

/** `things` are oldest first; newest first when the query says so. */
export function inDirection<T>(things: readonly T[], query: Json): readonly T[] {
  const direction = own(query, 'sort_direction') ?? 'asc';
  require400(direction === 'asc' || direction === 'desc', 'sort_direction must be asc or desc');
  return direction === 'asc' ? things : [...things].reverse();
}
