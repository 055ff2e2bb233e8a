/** A figure by day, one line for each group, each in its own hue, dash and width, with its name at its end. */
import type { Group } from '@fitly/contract/api';
import { groupLook } from '../theme.ts';
import { DayAxis } from './day-axis.tsx';
import { DayCursor } from './day-cursor.tsx';
import { OpenDays } from './open-days.tsx';
import { openWords } from './open-span.ts';
import { dayNumber, linear, linePath, niceDomain, ticks } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface TrendLine {
  readonly group: Group;
  readonly name: string;
  /** One for each day; null = not known. */
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly days: readonly string[];
  readonly lines: readonly TrendLine[];
  /** Of this day and all later ones more may still be told; null: of none. */
  readonly openFrom: string | null;
  readonly format: (value: number) => string;
  readonly sayDay: (day: string) => string;
  readonly label: string;
  readonly cursorLabel: string;
}

const TOP = 12;
const LEFT = 52;
const GAP = 16;

export function TrendChart(props: Props) {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} className="chart">
      {width > 0 && props.days.length > 0 && <Drawing {...props} width={width} />}
      <ul className="key">
        {props.lines.map(({ group, name }) => (
          <li key={group}>
            <GroupLine group={group} /> {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function GroupLine({ group }: { readonly group: Group }) {
  const { stroke, dash, width } = groupLook[group];
  return (
    <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true" className="inline">
      <line {...{ x1: 0, x2: 22, y1: 4, y2: 4, stroke, strokeWidth: width, strokeDasharray: dash }} />
    </svg>
  );
}

function Drawing({
  days,
  lines,
  openFrom,
  format,
  sayDay,
  label,
  cursorLabel,
  width,
}: Props & { readonly width: number }) {
  const isNarrow = width < 480;
  const height = isNarrow ? 240 : 320;
  const right = width - (isNarrow ? 8 : 128);
  const bottom = height - 30;
  const span: [number, number] = [dayNumber(days[0]!), Math.max(dayNumber(days.at(-1)!), dayNumber(days[0]!) + 1)];
  const domain = niceDomain(
    lines.flatMap(({ values }) => values.filter((value) => value !== null)),
    4,
  );
  const [x, y] = [linear(span, [LEFT, right]), linear(domain, [bottom, TOP])];
  const ends = spread(lines.map((line) => ({ line, y: y(line.values.findLast((value) => value !== null) ?? 0) })));
  const said = (day: string, at: number): string =>
    [
      openWords(day, openFrom, sayDay(day)),
      ...lines.flatMap(({ name, values }) => (values[at] == null ? [] : [`${name} ${format(values[at])}`])),
    ].join(', ');
  return (
    <>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <OpenDays {...{ openFrom, x, right, top: TOP, bottom }} first={span[0]} />
        {ticks(domain, 4).map((value) => (
          <g key={value}>
            <line {...{ x1: LEFT, x2: right, y1: y(value), y2: y(value) }} stroke="var(--line)" />
            <text x={LEFT - 10} y={y(value) + 4} textAnchor="end">
              {format(value)}
            </text>
          </g>
        ))}
        {lines.toReversed().map(({ group, values }) => {
          const { stroke, dash, width: strokeWidth } = groupLook[group];
          const path = linePath(
            days.map((day, at) => (values[at] == null ? null : [x(dayNumber(day)), y(values[at])])),
          );
          return (
            <path
              key={group}
              d={path}
              {...{ fill: 'none', stroke, strokeWidth, strokeDasharray: dash, strokeLinejoin: 'round' }}
            />
          );
        })}
        {!isNarrow &&
          ends.map(({ line: { group, name }, y: at }) => (
            <text key={group} x={right + 12} y={at + 4} className={`name g-${group}`}>
              {name}
            </text>
          ))}
        <DayAxis {...{ domain: span, x, wanted: 4 }} y={height - 8} />
      </svg>
      <DayCursor
        {...{ label: cursorLabel, x, width, top: TOP }}
        height={bottom - TOP}
        points={days.map((day, at) => ({
          at: dayNumber(day),
          words: said(day, at),
          shown: (
            <dl>
              <dt>{openWords(day, openFrom, sayDay(day))}</dt>
              {lines.map(({ group, name, values }) => (
                <dd key={group}>
                  <span className={`g-${group}`}>{name}</span> {values[at] == null ? '—' : format(values[at])}
                </dd>
              ))}
            </dl>
          ),
        }))}
      />
    </>
  );
}

/** Labels that would touch move apart, in their order. */
function spread<T extends { readonly y: number }>(labels: readonly T[]): T[] {
  const placed: T[] = [];
  for (const label of labels.toSorted((a, b) => a.y - b.y)) {
    const above = placed.at(-1);
    placed.push({ ...label, y: above === undefined ? label.y : Math.max(label.y, above.y + GAP) });
  }
  return placed;
}
