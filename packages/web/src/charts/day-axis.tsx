import { day } from '../numbers/format.ts';
import { dayOfNumber, type Scale } from './scale.ts';

interface Props {
  readonly domain: readonly [number, number];
  readonly x: Scale;
  readonly y: number;
  readonly wanted: number;
}

/** Whole days, evenly apart; the last day always stands at the end. */
export function DayAxis({ domain: [first, last], x, y, wanted }: Props) {
  const step = Math.max(1, Math.ceil((last - first) / wanted));
  const days = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, at) => last - at * step).toReversed();
  return days.map((each) => (
    <text key={each} x={x(each)} y={y} textAnchor={each === last ? 'end' : x(each) < 60 ? 'start' : 'middle'}>
      {day(dayOfNumber(each))}
    </text>
  ));
}
