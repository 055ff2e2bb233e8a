/** Uplift over time: the band in which it lies on every day at once, 0 in ink, and the day since which the band stays off it. */
import { text } from '../texts/text.ts';
import { DayAxis } from './day-axis.tsx';
import { DayCursor } from './day-cursor.tsx';
import { OpenDays } from './open-days.tsx';
import { openWords } from './open-span.ts';
import { areaPath, dayNumber, linear, linePath, niceDomain, ticks } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface UpliftPoint {
  readonly day: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

interface Props {
  readonly points: readonly UpliftPoint[];
  /** Of this day and all later ones more may still be told; null: of none. */
  readonly openFrom: string | null;
  /** First day of the unbroken run in which the verdict was the present one; null for none. */
  readonly since: { readonly day: string; readonly title: string; readonly words: string } | null;
  readonly events: readonly { readonly day: string; readonly label: string }[];
  readonly format: (value: number) => string;
  readonly tick: (value: number) => string;
  readonly label: string;
  readonly cursorLabel: string;
  readonly says: (point: UpliftPoint) => string;
}

const TOP = 30;
const LEFT = 56;

export function UpliftChart(props: Props) {
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={ref} className="chart">
      {width > 0 &&
        (props.points.length > 0 ? <Drawing {...props} width={width} /> : <p className="note">{text('upliftNone')}</p>)}
    </div>
  );
}

function Drawing({
  points,
  openFrom,
  since,
  events,
  format,
  tick,
  label,
  cursorLabel,
  says,
  width,
}: Props & { readonly width: number }) {
  const isNarrow = width < 480;
  const height = isNarrow ? 280 : 430;
  const right = width - (isNarrow ? 12 : 104);
  const bottom = height - 30;
  const [first, last] = [points[0]!, points.at(-1)!];
  const days: [number, number] = [dayNumber(first.day), Math.max(dayNumber(last.day), dayNumber(first.day) + 1)];
  const domain = niceDomain([0, ...shownBounds(points)], 5);
  const [x, y] = [linear(days, [LEFT, right]), linear(domain, [bottom, TOP])];
  const within = (value: number): number => Math.max(domain[0], Math.min(domain[1], value));
  const place = ({ day }: { readonly day: string }): number => x(dayNumber(day));
  const lettered = events.filter((each) => dayNumber(each.day) > days[0] && dayNumber(each.day) <= days[1]);
  return (
    <>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <OpenDays {...{ openFrom, x, right, top: TOP, bottom }} first={days[0]} />
        {ticks(domain, 5).map((value) => (
          <g key={value}>
            {value !== 0 && <line {...{ x1: LEFT, x2: right, y1: y(value), y2: y(value) }} stroke="var(--line)" />}
            <text x={LEFT - 10} y={y(value) + 4} textAnchor="end" className={value === 0 ? 'b' : undefined}>
              {tick(value)}
            </text>
          </g>
        ))}
        <path
          d={areaPath(points.map((each) => [place(each), y(within(each.low)), y(within(each.high))]))}
          fill="var(--a-band)"
        />
        <path
          d={linePath(points.map((each) => [place(each), y(within(each.low))]))}
          {...{ fill: 'none', stroke: 'var(--agent)', strokeOpacity: 0.55 }}
        />
        <line {...{ x1: LEFT, x2: right, y1: y(0), y2: y(0) }} stroke="var(--ink)" strokeWidth={1.2} />
        <path
          d={linePath(points.map((each) => [place(each), y(within(each.estimate))]))}
          {...{ fill: 'none', stroke: 'var(--agent)', strokeWidth: 2.5, strokeLinejoin: 'round' }}
        />
        <circle
          {...{ cx: place(last), cy: y(last.estimate), r: 4.5, fill: 'var(--page)', stroke: 'var(--agent)' }}
          strokeWidth={2.2}
        />
        {lettered.map((each, at) => (
          <g key={`${each.day} ${each.label}`}>
            <line
              {...{ x1: place(each), x2: place(each), y1: 22, y2: bottom }}
              stroke="var(--line-strong)"
              strokeDasharray="1 3"
            />
            <circle {...{ cx: place(each), cy: 13, r: 8, fill: 'var(--page)', stroke: 'var(--line-strong)' }} />
            <text x={place(each)} y={17} textAnchor="middle" className="letter">
              {String.fromCharCode(65 + at)}
            </text>
          </g>
        ))}
        {since !== null && <Since {...{ since, bottom }} at={place(since)} zero={y(0)} middle={(LEFT + right) / 2} />}
        {isNarrow ? null : (
          <g>
            <text x={right + 12} y={y(last.estimate) + 1} className="end">
              {format(last.estimate)}
            </text>
            <text x={right + 12} y={y(last.estimate) + 18}>
              {text('endLow', { low: format(last.low) })}
            </text>
            <text x={right + 12} y={y(last.estimate) + 33}>
              {format(last.high)}
            </text>
          </g>
        )}
        <DayAxis {...{ domain: days, x, wanted: isNarrow ? 3 : 5 }} y={height - 8} />
      </svg>
      <DayCursor
        {...{ label: cursorLabel, x, width, top: TOP }}
        height={bottom - TOP}
        points={points.map((each) => ({
          at: dayNumber(each.day),
          words: openWords(each.day, openFrom, says(each)),
          shown: openWords(each.day, openFrom, says(each)),
        }))}
      />
    </>
  );
}

/** The first days can be so wide that the rest would be flat: the axis holds nine of ten bounds, and today's. */
function shownBounds(points: readonly UpliftPoint[]): number[] {
  const at = (values: readonly number[], share: number): number =>
    values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;
  const last = points.at(-1)!;
  const lows = points.map(({ low }) => low);
  const highs = points.map(({ high }) => high);
  return [Math.min(at(lows, 0.2), last.low), Math.max(at(highs, 0.8), last.high)];
}

interface SinceProps {
  readonly since: NonNullable<Props['since']>;
  readonly at: number;
  readonly zero: number;
  readonly bottom: number;
  readonly middle: number;
}

function Since({ since, at, zero, bottom, middle }: SinceProps) {
  const end = Math.min(zero + 70, bottom - 34);
  const anchor = at > middle ? 'end' : 'start';
  return (
    <g>
      <line {...{ x1: at, x2: at, y1: zero, y2: end }} stroke="var(--ink-3)" />
      <text x={at} y={end + 14} textAnchor={anchor} className="b">
        {since.title}
      </text>
      <text x={at} y={end + 29} textAnchor={anchor}>
        {since.words}
      </text>
    </g>
  );
}
