/**
 * How much personal data the detectors find, and how often they take something else for it: 10,000 made-up values of each
 * class (`@fitly/core/privacy/testing`), one by one and as whole columns; and how many cells they judge in a second.
 *
 *   npm run -s bench -- pii [--values 10000] [--seed 1] [--json]
 */
import { parseArgs } from 'node:util';
import { columnCounter, columnVerdict, detectValue, isSuspect } from '@fitly/core/privacy';
import { BARE_PHONES, type Generator, HARMLESS, PERSONAL } from '@fitly/core/privacy/testing';
import { randomOf } from './support/random.ts';
import { machine, printJson } from './support/report.ts';

const MOST_FALSE_ALARMS = 0.005;
const CELLS_PER_SECOND = 2_000_000;
const { values: options } = parseArgs({
  options: {
    values: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const count = Number(options.values);
const seed = Number(options.seed);

interface Row {
  readonly name: string;
  readonly set: 'personal' | 'harmless';
  /** Share of values set aside one by one. */
  readonly share: number;
  /** What a column of nothing else is called. */
  readonly column: string;
  readonly goal: number | null;
  readonly reached: boolean;
}

const rows: Row[] = [
  ...Object.entries(PERSONAL).map(([name, { make, goal }]) => rowOf(name, 'personal', make, goal)),
  ...Object.entries(BARE_PHONES).map(([name, make]) => rowOf(name, 'personal', make, null)),
  ...Object.entries(HARMLESS).map(([name, make]) => rowOf(name, 'harmless', make, MOST_FALSE_ALARMS)),
];
const harmless = rows.filter((row) => row.set === 'harmless');
const alarms = harmless.reduce((sum, row) => sum + row.share, 0) / harmless.length;
const speeds = Object.entries(shortCodes()).map(([name, cells]) => ({ name, cellsPerSecond: speedOf(cells) }));
report();

function rowOf(name: string, set: Row['set'], make: Generator, goal: number | null): Row {
  const dice = randomOf(seed);
  const counter = columnCounter();
  let found = 0;
  for (let i = 0; i < count; i++) {
    const value = make(dice);
    const finding = detectValue(value);
    if (isSuspect(finding)) found += 1;
    counter.add(value, finding);
  }
  const verdict = columnVerdict(counter.get());
  const share = found / count;
  const reached = goal === null || (set === 'personal' ? share >= goal : share <= goal && verdict.verdict !== 'column');
  return { name, set, share, column: verdict.verdict === 'column' ? verdict.kind : verdict.verdict, goal, reached };
}

function shortCodes(): Readonly<Record<string, readonly string[]>> {
  const of = (make: (index: number) => string): string[] => Array.from({ length: 200_000 }, (_, index) => make(index));
  const labels = ['DE', 'gold_plus', 'mobile_app', 'Surburban', 'v2.1', '12', '28013', 'c_0815'];
  return {
    'short labels and codes': of((index) => labels[index % labels.length]!),
    'order ids (ORD-10000001)': of((index) => `ORD-${10_000_000 + index}`),
    'bare numbers of 10 digits': of((index) => String(1_000_000_000 + 37 * index)),
  };
}

/** Cells in a second on one core; the median of seven passes. */
function speedOf(cells: readonly string[]): number {
  const passes = Array.from({ length: 7 }, () => {
    const start = process.hrtime.bigint();
    let found = 0;
    for (const cell of cells) if (detectValue(cell) !== null) found += 1;
    return { perSecond: (cells.length * 1e9) / Number(process.hrtime.bigint() - start), found };
  });
  return passes.map((each) => each.perSecond).sort((a, b) => a - b)[3]!;
}

function report(): void {
  if (options.json) {
    printJson('pii', { values: count, seed, rows, alarms, speeds });
    return;
  }
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`.padStart(9);
  console.log(`${'class'.padEnd(28)} set aside      goal  a column of it`);
  for (const { name, set, share, goal, column, reached } of rows) {
    const wanted =
      goal === null ? '–'.padStart(9) : `${set === 'personal' ? '≥' : '≤'}${percent(goal).trim()}`.padStart(9);
    console.log(`${name.padEnd(28)} ${percent(share)} ${wanted}  ${column}${reached ? '' : '  MISSED'}`);
  }
  console.log(`\nfalse alarms over all harmless classes: ${percent(alarms).trim()} (goal ≤ 0.5 %)`);
  for (const { name, cellsPerSecond } of speeds) {
    const word = cellsPerSecond >= CELLS_PER_SECOND ? 'reached' : 'missed';
    console.log(`${name.padEnd(28)} ${(cellsPerSecond / 1e6).toFixed(1)} M cells/s on one core (goal 2: ${word})`);
  }
  console.log(`${machine}\n${count.toLocaleString('en')} values a class, seed ${seed}`);
}
