/**
 * Whether a verdict hangs on which opens and clicks count as made by people: the same comparisons with everything counted, and
 * under a stricter filter. One that flips is fragile, whatever its interval says.
 */
import { ENGAGEMENT_FILTER, FILTER_LEVELS, type FilterLevel } from '../data/index.ts';
import { buildContrasts } from './contrasts.ts';
import { readAs } from './other-reading.ts';
import type { Contrast, FilterSensitivity } from './report.ts';
import type { ReportInput } from './report-input.ts';

/** `normal`: the comparisons of the report. */
export function buildFilterSensitivity(
  input: ReportInput,
  normal: readonly Contrast[],
  withheldBecause: string | null,
): FilterSensitivity | null {
  if (input.metric.engagement !== true || input.days.at(-1)?.otherReadings?.filter_off === undefined) return null;
  const byLevel = {
    off: buildContrasts(readAs(input, 'filter_off'), withheldBecause),
    normal,
    strict: buildContrasts(readAs(input, 'filter_strict'), withheldBecause),
  } satisfies Record<FilterLevel, readonly Contrast[]>;
  return {
    filterVersion: ENGAGEMENT_FILTER.version,
    contrasts: normal.map(({ id }) => {
      const levels = FILTER_LEVELS.map((level) => {
        const { verdict, says } = byLevel[level].find((each) => each.id === id)!;
        return { level, verdict, says };
      });
      const told = levels.map(({ verdict }) => verdict).filter((each) => each !== 'withheld' && each !== 'too_early');
      return { id, fragile: new Set(told).size > 1, levels };
    }),
  };
}

/** For the finding; null when the first comparison says the same under every filter. */
export function fragileSentence(filters: FilterSensitivity | null): string | null {
  const main = filters?.contrasts[0];
  if (main === undefined || !main.fragile) return null;
  const says = (wanted: FilterLevel): string => main.levels.find(({ level }) => level === wanted)!.says;
  return `Fragile: it hangs on which opens and clicks are taken for people’s. With all of them it is ${says('off')}; under the strict filter ${says('strict')}.`;
}
