import type { OtherReading, ReportInput } from './report-input.ts';

/** What the report would be made from if this were its reading: only days of which it is known. */
export const readAs = (input: ReportInput, reading: OtherReading): ReportInput => ({
  ...input,
  days: input.days.flatMap(({ day, sends, otherReadings }) => {
    const read = otherReadings?.[reading];
    return read === undefined ? [] : [{ day, sends, ...read }];
  }),
});
