/** What a played report must say; each claim names what was wrong, so that a campaign that passes has been able to fail. */
import type { Report } from '@fitly/core/report';
import type { PlayedReport } from './programmes.ts';

export interface Claim {
  readonly says: string;
  /** What was found, in words. */
  readonly found: string;
  readonly holds: boolean;
}

const claim = (says: string, found: unknown, holds: boolean): Claim => ({
  says,
  found: typeof found === 'string' ? found : JSON.stringify(found),
  holds,
});

const checkOf = ({ checks }: Report, id: string): string => checks.find((each) => each.id === id)?.state ?? 'absent';

/** The shop after its shares were changed, with what customers did before, days left out and people who moved. */
export function ofShop({ report, excluded }: PlayedReport): Claim[] {
  const [first] = report.contrasts;
  const { performance, matured } = report;
  const weights = first?.adjustment?.weights ?? [];
  const told = performance?.kpis.flatMap(({ trend }) => trend.map(({ day }) => day as string)) ?? [];
  return [
    claim('after shares changed there is a verdict', first?.says, first?.absolute !== null && first !== undefined),
    claim('two epochs are compared, each within itself', weights, weights.filter((each) => each > 0).length === 2),
    claim(
      'what customers did before takes off more than a third of the variance',
      first?.adjustment?.varianceReduction ?? null,
      (first?.adjustment?.varianceReduction ?? 0) > 1 / 3,
    ),
    claim(
      'days left out stand in no trend and are named',
      performance?.excluded ?? null,
      excluded.length > 0 &&
        told.length > 0 &&
        excluded.every((day) => !told.includes(day) && performance?.excluded.some((each) => each === day)),
    ),
    claim(
      'who was enrolled lately is held back from the matured figure',
      matured && [matured.customers, matured.heldBack],
      (matured?.heldBack ?? 0) > 0 && (matured?.customers ?? 0) > 0,
    ),
    claim(
      'segments of a day add up to everybody',
      unequalDays(report),
      report.segmentDays.length > 0 && unequalDays(report).length === 0,
    ),
    claim(
      'random control does not differ from itself',
      checkOf(report, 'trust_meter'),
      checkOf(report, 'trust_meter') === 'passed',
    ),
  ];
}

/** Days on which the customers of an attribute's segments are not those of the group, whoever has moved since. */
function unequalDays({ segmentDays, days }: Report): string[] {
  const sums = Map.groupBy(segmentDays, ({ day, group, segment }) => `${day} ${group} ${segment.attribute}`);
  return [...sums].flatMap(([name, own]) => {
    const { day, group } = own[0]!;
    const customers = own.reduce((sum, each) => sum + each.customers, 0);
    return customers === days.find((each) => each.day === day)?.groups[group]?.n ? [] : [name];
  });
}

/** The shop whose second half of random control is counted three times. */
export const ofMistake = ({ report }: PlayedReport): Claim[] => [
  claim(
    'a mistake in one half of random control is told',
    checkOf(report, 'trust_meter'),
    checkOf(report, 'trust_meter') === 'failed',
  ),
  claim('the finding begins with it', report.finding.lead, report.finding.lead.startsWith('Do not believe this yet')),
];

/** Readers whose scanners click what people do not. */
export function ofClickers({ report }: PlayedReport): Claim[] {
  const levels = report.filters?.contrasts[0]?.levels ?? [];
  const verdicts = Object.fromEntries(levels.map(({ level, verdict }) => [level, verdict]));
  return [
    claim(
      'people prefer the agent, and with every click it seems to be worse',
      verdicts,
      verdicts['normal'] === 'better' && verdicts['off'] === 'worse',
    ),
    claim(
      'the verdict is fragile',
      report.filters?.contrasts[0]?.fragile ?? null,
      report.filters?.contrasts[0]?.fragile === true,
    ),
    claim(
      'the finding begins with it',
      report.finding.lead,
      /fragile/i.test(`${report.finding.sentence} ${report.finding.lead}`),
    ),
  ];
}
