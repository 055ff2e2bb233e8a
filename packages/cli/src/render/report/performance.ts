/** What each group did over the days: trends, the uplift day by day, what the metric is made of, and segments. */
import {
  formatCount,
  formatDay,
  formatFigure,
  formatInterval,
  formatMeanDifference,
  formatPlain,
  formatUplift,
  GROUP_NAMES,
  type KpiReport,
  type Report,
} from '@fitly/core/report';
import { GROUPS } from '@fitly/core/terms';
import { intervalMark } from './comparisons.ts';
import { alignedTable, heading, type ReportLook, titled } from './lines.ts';

const BARS = '▁▂▃▄▅▆▇█';
/** Days that a line of bars shows at most, the newest ones. */
const MOST_BARS = 14;

/** Of each key figure and group: the day alone, and the 7 and 30 days that end with it. */
export function trends({ performance, metric, asOfDay }: Report, look: ReportLook): string[] {
  if (performance === null) return [];
  const rows = performance.kpis.flatMap((kpi) => trendRows(kpi, (value) => formatFigure(metric, kpi.isMoney, value)));
  const newest = performance.kpis.flatMap(({ trend }) => trend.at(-1)?.day ?? [])[0] ?? performance.to;
  const note = `of ${formatDay(newest, asOfDay)}; bars: 7 days rolling, ${MOST_BARS} days at most, each figure from its own 0`;
  return [
    ...titled('Trends', note, look),
    ...alignedTable([['Ratio of sums', 'Group', 'Bars', '1 day', '7 days', '30 days'], ...rows], look, 3, [2]),
  ];
}

function trendRows({ label, trend }: KpiReport, format: (value: number) => string): string[][] {
  const last = trend.at(-1)?.groups ?? {};
  const groups = GROUPS.filter((group) => last[group] !== undefined);
  const shown = trend.slice(-MOST_BARS);
  const most = Math.max(...shown.flatMap(({ groups: all }) => groups.map((group) => all[group]?.last7 ?? 0)));
  const said = (value: number | null | undefined): string => (value == null ? '—' : format(value));
  return groups.map((group, at) => {
    const bars = shown.map(({ groups: all }) => barOf(all[group]?.last7 ?? null, most)).join('');
    const { daily, last7, last30 } = last[group] ?? { daily: null, last7: null, last30: null };
    return [at === 0 ? label : '', GROUP_NAMES[group], bars, said(daily), said(last7), said(last30)];
  });
}

const barOf = (value: number | null, most: number): string =>
  value === null ? ' ' : BARS.charAt(most > 0 ? Math.max(0, Math.ceil((value / most) * BARS.length) - 1) : 0);

/** Days of the uplift that are drawn at most, evenly spread and the newest among them. */
const MOST_LOOKS = 14;

/** The uplift of the first comparison, day by day with its interval. */
export function upliftByDay({ contrasts, metric, asOfDay }: Report, look: ReportLook): string[] {
  const [contrast] = contrasts;
  const looks = contrast?.series.filter(({ absolute }) => absolute !== null) ?? [];
  if (contrast === undefined || looks.length === 0) return [];
  const isRelative = looks.at(-1)?.relative !== null;
  const intervals = looks.flatMap(({ day, relative, absolute }) => {
    const interval = isRelative ? relative : absolute;
    return interval === null ? [] : [{ day, interval }];
  });
  const every = Math.ceil(intervals.length / MOST_LOOKS);
  const shown = intervals.filter((_, at) => (intervals.length - 1 - at) % every === 0);
  const low = Math.min(0, ...shown.map(({ interval }) => interval.low));
  const high = Math.max(0, ...shown.map(({ interval }) => interval.high));
  const format = isRelative ? formatUplift : (value: number) => formatMeanDifference(metric, value);
  const words = shown.map(({ interval }) => formatInterval(interval, format));
  const widest = Math.max(...words.map((each) => each.length));
  const rows = shown.map(({ day, interval }, at) => {
    const verdict = interval.low > 0 ? 'better' : interval.high < 0 ? 'worse' : 'unproven';
    const room = look.width - widest - 12;
    const mark = intervalMark({ verdict, interval, low, high, room });
    return `  ${formatDay(day, asOfDay).padEnd(7)} ${words[at]!.padEnd(widest)} ${mark}`.trimEnd();
  });
  const note = `${contrast.title}, ${format(low)} to ${format(high)}, ┊ is 0`;
  return [...titled('Uplift, day by day', note, look), ...rows];
}

const ROADS = { customers: 'through customers', messages: 'through messages' } as const;

/** Factors that multiply out to the metric per customer. */
export function drivers({ performance, metric }: Report, look: ReportLook): string[] {
  const found = performance?.drivers ?? [];
  return (['customers', 'messages'] as const)
    .flatMap((branch) => {
      const own = found.filter((driver) => driver.branch === branch && driver.factors.length > 0);
      if (own.length === 0) return [];
      const labels = [...new Set(own.flatMap(({ factors }) => factors.map(({ label }) => label)))];
      const rows = labels.map((label, at) => [
        `${at === 0 ? ' ' : '×'} ${label}`,
        ...own.map(({ factors }) => {
          const factor = factors.find((each) => each.label === label);
          return factor === undefined ? '—' : formatPlain(factor.value, 4);
        }),
      ]);
      const product = [`= ${metric.label} per customer`, ...own.map(({ value }) => formatPlain(value, 4))];
      const head = ['Since the start', ...own.map(({ group }) => GROUP_NAMES[group])];
      return [
        heading(`What ${metric.label} are made of, ${ROADS[branch]}`, look),
        ...alignedTable([head, ...rows, product], look),
        '',
      ];
    })
    .slice(0, -1);
}

/** The key figures by segment, as customers were on each day. */
export function segments({ performance, metric, groups }: Report, look: ReportLook): string[] {
  if (performance === null || performance.segments.length === 0) return [];
  const shown = groups.map(({ group }) => group);
  const rows = performance.kpis.flatMap(({ id, label, isMoney }) =>
    performance.segments.flatMap(({ segment, kpis }, at) => {
      const card = kpis.find((each) => each.id === id)?.card;
      if (card === undefined) return [];
      const figure = (group: (typeof shown)[number]): string => {
        const value = card.find((each) => each.group === group)?.value ?? null;
        return value === null ? '—' : formatFigure(metric, isMoney, value);
      };
      const counted = card.find(({ group }) => group === 'agent')?.denominator ?? 0;
      return [
        [
          at === 0 ? label : '',
          `${segment.attribute}: ${segment.value}`,
          ...shown.map(figure),
          formatCount(Math.round(counted)),
        ],
      ];
    }),
  );
  const head = ['Ratio of sums', 'Segment', ...shown.map((group) => GROUP_NAMES[group]), 'Agent, of'];
  return [
    ...titled('By segment', 'as customers were on each day; looked at, not tested', look),
    ...alignedTable([head, ...rows], look, 2),
  ];
}
