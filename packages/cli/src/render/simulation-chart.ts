/** The learning curve of a simulation as a picture: reward per decision by week, of the policy, its yardsticks and reality. */
import type { Reality, SimulatedAgent } from '@fitly/service';
import { lineChart } from './line-chart.ts';
import { worthUnit } from './simulation.ts';
import { withMinus } from './with-minus.ts';

/** Worth of a week → what the line is called and its colour (Okabe and Ito: told apart by everybody). */
const LINES = [
  ['oracle', 'always the best', '#999999'],
  ['policy', 'this agent', '#0072b2'],
  ['fixedChoice', 'best fixed choice', '#e69f00'],
  ['testThenCommit', 'A/B test, then commit', '#009e73'],
  ['byLot', 'by lot', '#cc79a7'],
] as const;

export function simulationChart(simulated: SimulatedAgent): string {
  const { agent, byWeek, weeks, worlds, reality } = simulated;
  const worth = `reward per ${worthUnit(simulated)}`;
  const foreseen = LINES.map(([name, title, colour]) => ({
    name: title as string,
    colour: colour as string,
    points: byWeek.flatMap((week): [number, number][] => {
      const known = week[name];
      return known === null ? [] : [[week.week, known.mean]];
    }),
  }));
  const drawn = [...foreseen, ...(reality === null ? [] : realLines(reality, weeks))].filter(
    ({ points }) => points.length > 0,
  );
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value));
  const step = niceStep((Math.max(...values) - Math.min(...values, 0.9 * Math.max(...values))) / 4);
  const low = Math.floor(Math.min(...values) / step) * step;
  const count = Math.ceil((Math.max(...values) - low) / step);
  const yTicks = Array.from({ length: count + 1 }, (_, i): [number, string] => {
    const at = low + i * step;
    return [at, withMinus(String(Number(at.toPrecision(6))))];
  });
  const every = Math.max(1, Math.ceil(weeks / 12));
  const inner = byWeek.filter(
    ({ week }) => week !== 1 && week !== weeks && week % every === 0 && weeks - week >= every / 2,
  );
  return lineChart({
    title: `${agent}: ${worth}, mean of ${worlds} simulated world${worlds === 1 ? '' : 's'}`,
    xTitle: 'week',
    yTitle: worth,
    xTicks: [1, ...inner.map(({ week }) => week), weeks].map((week): [number, string] => [week, String(week)]),
    yTicks,
    lines: drawn,
  });
}

/** Beside the forecast, in the weeks that it has. */
function realLines({ byWeek }: Reality, weeks: number) {
  const points = (of: (week: Reality['byWeek'][number]) => number | null): [number, number][] =>
    byWeek.flatMap((each): [number, number][] => {
      const value = of(each);
      return value === null || each.week > weeks ? [] : [[each.week, value]];
    });
  return [
    { name: 'this agent, really', colour: '#000000', points: points(({ agent }) => agent?.mean ?? null) },
    { name: 'random control, really', colour: '#d55e00', points: points(({ randomControl }) => randomControl.mean) },
  ];
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least > 0 ? least : 1));
  return power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10);
}
