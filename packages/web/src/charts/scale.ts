/** Arithmetic of axes: linear scales, round ticks, days as numbers, lines with gaps. */
export type Scale = (value: number) => number;

export const linear =
  ([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale =>
  (value) =>
    high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from);

/** About `wanted` round values that lie within the domain. */
export function ticks([low, high]: readonly [number, number], wanted: number): number[] {
  const rough = (high - low) / Math.max(1, wanted);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** From the values, widened to round ends. */
export function niceDomain(values: readonly number[], wanted: number): [number, number] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = low === high ? Math.abs(low) * 0.1 || 1 : 0;
  const inside = ticks([low - room, high + room], wanted);
  const step = inside.length > 1 ? (inside[1] ?? 1) - (inside[0] ?? 0) : high - low || 1;
  const round = (steps: number): number => Number((steps * step).toPrecision(12));
  return [round(Math.floor((low - room) / step + 1e-9)), round(Math.ceil((high + room) / step - 1e-9))];
}

const DAY_MS = 86_400_000;
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
export const dayOfNumber = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** `M…L…`; a point without a value breaks the line. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let isOpen = false;
  let path = '';
  for (const point of points) {
    if (point !== null) path += `${isOpen ? 'L' : 'M'}${round(point[0])},${round(point[1])}`;
    isOpen = point !== null;
  }
  return path;
}

export function areaPath(points: readonly (readonly [x: number, low: number, high: number])[]): string {
  const there = points.map(([x, , high]) => `${round(x)},${round(high)}`);
  const back = points.toReversed().map(([x, low]) => `${round(x)},${round(low)}`);
  return points.length === 0 ? '' : `M${[...there, ...back].join('L')}Z`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
