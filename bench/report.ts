/**
 * How long the service takes to answer for the report over a programme of 100 million decisions: a year of daily runs over 274,000 customers, each of
 * whom is decided for daily. The report reads cells and never a decision, and cells have as many rows whatever they count, so the
 * cells are made here by the product's own folds and writers and no decision is stored; the bench says how many tables were read.
 * `node bench/report.ts [days=365] [customers=274000]`; `--json` prints one object as the last line.
 */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOptionCells, mergeOptionCells, type OptionCell, type Segmentation } from '@fitly/core/data';
import { actionSpace } from '@fitly/core/design';
import { addColumns, emptyJointMoments, type JointMoments, momentsOf } from '@fitly/core/measure';
import { reportCsv } from '@fitly/core/report';
import { asAgentName, asDay, type Day, DECIDED_GROUPS, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { cellWriters, loadReport, type Workspace } from '@fitly/service';
import { machine, printJson } from './support/report.ts';
import { agent, createStored, openStored, storeDay } from './support/stored-programme.ts';

const [days = 365, customers = 274_000] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const FIRST = asDay('2025-01-01');
const folder = join(tmpdir(), `fitly-bench-report-${process.pid}`);
const name = asAgentName(agent.name);
const space = actionSpace(agent.dimensions);
const segmentations: Segmentation[] = ['channel', 'zip', 'mens', 'womens'].map((attribute, i) => ({
  ...{ attribute, values: ['a', 'b', 'c', '(missing)'], placeOf: (row: number) => (row + i) % 4 },
}));

/** A thousand customers folded, and as many of each as there are: cells of that size have the same rows. */
function momentsOn(day: number, share: number): JointMoments {
  const outcome = Float64Array.from({ length: 1000 }, (_, i) => Number((i * 7 + day) % 20 < 1 + day / 100));
  const before = Float64Array.from({ length: 1000 }, (_, i) => Number((i * 3) % 11 === 0));
  const { n, means, meanTails, comoments, nonZero } = addColumns(emptyJointMoments(2), [outcome, before]);
  const times = (customers * share) / n;
  const scaled = (values: readonly number[]): number[] => values.map((value) => value * times);
  return {
    n: Math.round(n * times),
    means,
    meanTails,
    comoments: scaled(comoments),
    nonZero: scaled(nonZero).map(Math.round),
  };
}

function optionCellsOn(day: number): OptionCell[] {
  const cells = createOptionCells(space, segmentations, DECIDED_GROUPS);
  const probabilities = new Float64Array(space.size).fill(1 / space.size);
  for (let row = 0; row < 500; row += 1) {
    const reward = Number((row * 13 + day) % 17 === 0);
    cells.add({
      ...{ group: DECIDED_GROUPS[row % 2]!, action: (row + day) % space.size, probabilities, row, reward },
      ...{ accepted: true, opened: false, clicked: false, converted: reward > 0 },
    });
  }
  return cells.cells();
}

async function writeDay(workspace: Workspace, n: number, options: readonly OptionCell[]): Promise<void> {
  const day: Day = addDays(FIRST, n);
  const moments = Object.fromEntries(GROUPS.map((group) => [group, momentsOn(n, agent.groups[group])])) as Record<
    Group,
    JointMoments
  >;
  const present = GROUPS.filter((group) => agent.groups[group] > 0);
  const groups = Object.fromEntries(present.map((group) => [group, momentsOf(moments[group], 0)]));
  const perGroup = { decided: customers / 2, accepted: customers / 2, notSent: 0, inDoubt: 0 };
  const sends = Object.fromEntries(DECIDED_GROUPS.map((group) => [group, perGroup]));
  const epochs = [{ epoch: 1, groups: Object.fromEntries(present.map((group) => [group, moments[group]])) }];
  const half = momentsOn(n, agent.groups.random_control / 2);
  const others = n < 28 ? {} : { matured: { epochs, cappedAt: null } };
  const choices = agent.dimensions.flatMap(({ id, options: own }) =>
    own.flatMap((option) =>
      DECIDED_GROUPS.map((group) => ({ group, dimension: id, option: option.id, decided: 1000 })),
    ),
  );
  const tables = {
    daily_cells: cellWriters.daily_cells({ day, groups, sends, missing: {}, cappedAt: null }),
    daily_parts: cellWriters.daily_parts({ day, epochs, halves: [half, half], others }),
    daily_choices: cellWriters.daily_choices(day, choices),
    option_cells: cellWriters.option_cells(options),
  };
  const matured = n < 14 ? '' : addDays(day, -14);
  const health = {
    decisions: customers,
    policyVersion: n,
    eligibleActions: 24,
    effectiveActions: 3,
    topProbability: 0.5,
  };
  const summaries: Record<string, object> = {
    mature: { days: matured },
    enrol: { audience: customers },
    decide: { decisions: customers },
    measure: { policy_health: JSON.stringify({ ...health, propensity: 0.4, topChosen: 0.5 }) },
  };
  await storeDay(workspace, { day, tables, summaries });
}

const writing = await createStored(folder, FIRST);
let options: OptionCell[] = [];
for (let n = 0; n < days; n += 1) {
  if (n >= 14) options = mergeOptionCells(options, optionCellsOn(n));
  await writeDay(writing, n, options);
}
const tables = Object.entries(Object.groupBy(await writing.store.lake.files({ agent: name }), ({ table }) => table));
await writing.close();

const timed: Record<string, number> = {};
const clock = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  timed[what] = Math.round(performance.now() - started);
  const { user, system } = process.cpuUsage(cpu);
  timed[`${what}Cpu`] = Math.round((user + system) / 1000);
  return result;
};
const workspace = await clock('open', () => openStored(folder));
const report = await clock('first', () => loadReport(workspace, agent.name));
await clock('again', () => loadReport(workspace, agent.name));
if (report === null) throw new Error('there is no report');
const json = await clock('json', () => JSON.stringify(report));
const csv = await clock('csv', () => reportCsv(report));
await workspace.close();
await rm(folder, { recursive: true, force: true });

const figures = {
  decisions: days * customers,
  ...{ days, files: tables.reduce((sum, [, files]) => sum + files!.length, 0), tables: tables.map(([table]) => table) },
  milliseconds: timed,
  ...{ jsonKb: Math.round(json.length / 1000), csvKb: Math.round(csv.length / 1000) },
};
console.log(machine);
console.log(
  `${figures.decisions.toLocaleString('en')} decisions in ${days} runs, ${figures.files} files of cells (${figures.tables.join(', ')}), none of decisions`,
);
const total = timed['first']! + timed['json']!;
console.log(
  `report: ${timed['first']} ms from a fresh process, every file checked against its checksum; ${timed['again']} ms again; ` +
    `JSON ${timed['json']} ms (${figures.jsonKb} kB), CSV ${timed['csv']} ms (${figures.csvKb} kB). ` +
    `Answered in ${(total / 1000).toFixed(2)} s (processor: ${((timed['firstCpu']! + timed['jsonCpu']!) / 1000).toFixed(2)} s, again ${(timed['againCpu']! / 1000).toFixed(2)} s); goal below 1 s: ${total < 1000 ? 'met' : 'MISSED'}`,
);
if (process.argv.includes('--json')) printJson('report', figures);
