import {
  formatCount,
  formatFigure,
  formatMean,
  formatShare,
  formatTotal,
  GROUP_NAMES,
  type GroupRow,
  MIXED_EPOCHS,
  type Performance,
  type Report,
} from '@fitly/core/report';
import { alignedTable, dim, heading, marked, type ReportLook } from './lines.ts';

export function groups({ groups: rows, metric, runs, epochs }: Report, look: ReportLook): string[] {
  const unit = metric.currency === null ? `${metric.label}/1,000` : `${metric.label} each`;
  const columns: readonly [head: string, cell: (row: GroupRow) => string, minor?: true][] = [
    ['Group', ({ group }) => GROUP_NAMES[group]],
    ['Customers', ({ enrolled }) => formatCount(enrolled)],
    ['Planned', ({ plannedShare }) => formatShare(plannedShare), true],
    [runs.sendsByFile ? 'Written' : 'Accepted', ({ sends }) => formatCount(sends.accepted)],
    ['In doubt', ({ sends }) => formatCount(sends.inDoubt), true],
    [metric.label, ({ outcome }) => (outcome === null ? '—' : formatTotal(metric, outcome.total))],
    [unit, ({ outcome }) => (outcome === null ? '—' : formatMean(metric, outcome.mean))],
  ];
  const shown = columns.filter(([, , minor]) => look.width >= 78 || minor !== true);
  const body = rows.map((row) => shown.map(([, cell]) => cell(row)));
  const mixed = epochs.length < 2 ? [] : marked('·', 'dim', MIXED_EPOCHS, look);
  return [heading('Groups', look), ...alignedTable([shown.map(([head]) => head), ...body], look), ...mixed];
}

/** Ratios of sums over the days that were asked for. */
export function keyFigures({ performance, metric, groups: rows, provisional }: Report, look: ReportLook): string[] {
  if (performance === null) return [];
  const { kpis, segment, from, to } = performance;
  const shown = rows.map(({ group }) => group);
  const format = (isMoney: boolean, value: number | null): string =>
    value === null ? '—' : formatFigure(metric, isMoney, value);
  const body = kpis.map(({ label, isMoney, card }) => [
    label,
    ...shown.map((group) => format(isMoney, card.find((each) => each.group === group)?.value ?? null)),
  ]);
  const who = segment === null ? '' : `${segment.attribute} ${segment.value}, `;
  const head = ['Ratios of sums', ...shown.map((group) => GROUP_NAMES[group])];
  return [
    `${heading('Key figures', look)}${dim(` · ${who}${from} to ${to}`, look)}`,
    ...alignedTable([head, ...body], look),
    ...(provisional === null ? [] : marked('·', 'dim', provisional.says, look)),
    ...leftOut(performance, look),
  ];
}

function leftOut({ excluded, shrunk, unknown }: Performance, look: ReportLook): string[] {
  return [
    ...(excluded.length === 0 ? [] : marked('·', 'dim', `Left out as asked: ${excluded.join(', ')}.`, look)),
    ...(shrunk.length === 0
      ? []
      : marked('·', 'dim', `Left out, since customers were erased: ${shrunk.join(', ')}.`, look)),
    ...(unknown.length === 0 ? [] : marked('·', 'dim', `Nothing tells of: ${unknown.join(', ')}.`, look)),
  ];
}
