/** The same comparisons read another way: matured customers, other filters of opens and clicks, random control against itself. */
import { formatCount, formatDay, formatP, type Report } from '@fitly/core/report';
import { verdictLines } from './comparisons.ts';
import { alignedTable, marked, type ReportLook, titled } from './lines.ts';

/** Customers whose window is over, each counted once. */
export function matured({ matured: found, asOfDay }: Report, look: ReportLook): string[] {
  if (found === null || found.contrasts.length === 0) return [];
  const { windowDays, enrolledUpTo, customers, heldBack, contrasts } = found;
  const held = heldBack === 0 ? '' : `, ${formatCount(heldBack)} held back`;
  const who =
    customers === 0
      ? `nobody's are over yet${held}`
      : `${formatCount(customers)} customers enrolled up to ${formatDay(enrolledUpTo, asOfDay)}${held}`;
  return [
    ...titled(`The first ${windowDays} days of each customer`, who, look),
    ...contrasts.flatMap((contrast) => [`  ${contrast.title}`, ...verdictLines(contrast, look)]),
  ];
}

/** Where opens or clicks are the metric: whether a verdict hangs on which of them count. */
export function filters({ filters: found, contrasts }: Report, look: ReportLook): string[] {
  if (found === null) return [];
  const lines = found.contrasts.flatMap(({ id, fragile, levels }) => {
    const title = contrasts.find((each) => each.id === id)?.title ?? id;
    const said = levels.map(({ level, says }) => `${level} ${says}`).join('; ');
    return marked(
      fragile ? '!' : '✓',
      fragile ? 'yellow' : 'green',
      `${title}${fragile ? ', fragile' : ''}: ${said}`,
      look,
    );
  });
  return [...titled('Under other filters of opens and clicks', `version ${found.filterVersion}`, look), ...lines];
}

/** The newest looks at the two halves of random control. */
export function trustMeter({ trustMeter: looks, asOfDay }: Report, look: ReportLook): string[] {
  const known = looks.filter(({ p }) => p !== null);
  if (known.length === 0) return [];
  const smallest = known.reduce((least, each) => (each.p! < least.p! ? each : least));
  const rows = known.slice(-7).map(({ day, p }) => [formatDay(day, asOfDay), formatP(p!)]);
  const note = `smallest p ${formatP(smallest.p!)}, on ${formatDay(smallest.day, asOfDay)}; below .01 is an alarm`;
  return [...titled('Random control against itself', note, look), ...alignedTable([['Day', 'p'], ...rows], look)];
}
