/** Who was enrolled on a day, counted by group and by segment as they were when they came in. */
import { segmentationsOf } from '@fitly/core/data';
import type { EnrolmentCount } from '@fitly/core/report';
import { type Day, GROUPS } from '@fitly/core/terms';
import { firstEncoding } from './encodings.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { RunContext } from './run-context.ts';

export async function newcomersOf(context: RunContext, day: Day = context.day): Promise<EnrolmentCount[]> {
  const { rowCount, customerKeys, groups, enrolledDays } = await context.enrolled();
  const rows = Array.from({ length: rowCount }, (_, row) => row).filter((row) => enrolledDays[row] === day);
  if (rows.length === 0) return [];
  const snapshot = day === context.day ? await context.snapshot.get() : await readSnapshot(context, day);
  const rowOf = new Map(snapshot.customerKeys.map((key, row) => [key, row]));
  const own = rows.map((row) => ({ group: groups[row]!, at: rowOf.get(customerKeys[row]!) ?? null }));
  const count = (isIn: (at: number | null) => boolean, segment: EnrolmentCount['segment']): EnrolmentCount[] =>
    GROUPS.flatMap((group) => {
      const customers = own.filter((each) => each.group === group && isIn(each.at)).length;
      return customers === 0 ? [] : [{ day, group, segment, customers }];
    });
  const segmentations = segmentationsOf(await firstEncoding(context), snapshot.context);
  return [
    ...count(() => true, null),
    ...segmentations.flatMap(({ attribute, values, placeOf }) =>
      values.flatMap((value, place) => count((at) => at !== null && placeOf(at) === place, { attribute, value })),
    ),
  ];
}
