/**
 * What a day's moments and report cells cost for a million customers, all of whom were decided for: running and matured totals by
 * group and epoch with what came before, random control in halves, the health of the policy, and the sums by option and segment of a
 * day's matured decisions. In memory: reading and writing the lake is `npm run -s bench -- lake-read`.
 * `node bench/cells.ts [customers=1000000]`; `--json` prints one object as the last line.
 */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAgentFile } from '@fitly/contract';
import {
  createOptionCells,
  type DecisionTable,
  formatMask,
  MS_PER_DAY,
  parseProbabilities,
  probabilityVector,
  type Segmentation,
} from '@fitly/core/data';
import { actionSpace } from '@fitly/core/design';
import { asAgentName, asDay, type CustomerKey, DECIDED_GROUPS, type Group } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { groupMoments, policyHealth } from '@fitly/service';
import { claimRun, createStore } from '@fitly/store';
import { machine, printJson } from './support/report.ts';

const [customers = 1_000_000] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const parsed = parseAgentFile(
  await readFile(new URL('../examples/hillstrom/agent.yaml', import.meta.url), 'utf8'),
  'agent.yaml',
);
if (!parsed.ok) throw new Error('the example agent is not valid');
const { agent } = parsed;
const name = asAgentName(agent.name);
const space = actionSpace(agent.dimensions);
const FIRST = asDay('2026-01-05');
const TODAY = addDays(FIRST, 40);
const startOf = (day: typeof FIRST) => instantOf(day, '06:00', agent.timeZone);

const rows = Array.from({ length: customers }, (_, row) => row);
const keys = rows.map((row) => row.toString(16).padStart(32, '0') as CustomerKey);
const groups = rows.map((row): Group => (row % 10 < 7 ? 'agent' : row % 10 < 9 ? 'random_control' : 'holdout'));
const enrolled = {
  ...{ rowCount: customers, customerKeys: keys, groups },
  ...{
    epochs: Int32Array.from(rows, () => 1),
    enrolledDays: rows.map((row) => addDays(FIRST, row % 2 === 0 ? 0 : 20)),
  },
};
const eventAt = (row: number, offsetDays: number) => ({
  ...{ customerKey: keys[row]!, at: startOf(FIRST) + offsetDays * MS_PER_DAY, value: 1 },
});
const events = rows.filter((row) => row % 5 === 0).flatMap((row) => [eventAt(row, 21 + (row % 15)), eventAt(row, 2)]);
const earlier = rows.filter((row) => row % 7 === 0).map((row) => eventAt(row, -3));

/** 24 actions, all eligible; draws as a policy spreads them. */
const mask = formatMask(new Uint8Array(space.size).fill(1));
const texts = Array.from({ length: 500 }, (_, i) => `d64 0.02 ${i % 12}:40 ${12 + (i % 12)}:24`);
const strings = (column: string, values: readonly (string | null)[]) => ({
  name: column,
  type: 'string' as const,
  values: [...values],
});
const numbers = (column: string, of: (row: number) => number) => ({
  name: column,
  type: 'float64' as const,
  values: Float64Array.from(rows, of),
});
const decisions = {
  rowCount: customers,
  columns: [
    strings(
      'group',
      groups.map((group) => (group === 'holdout' ? 'agent' : group)),
    ),
    strings(
      'mask_id',
      rows.map(() => mask),
    ),
    strings(
      'probabilities',
      rows.map((row) => (groups[row] === 'random_control' ? 'u' : texts[row % 500]!)),
    ),
    ...[
      numbers('action', (row) => row % space.size),
      numbers('propensity', () => 0.5),
      numbers('policy_version', () => 9),
    ],
  ],
} as DecisionTable;
const segmentations: Segmentation[] = ['channel', 'zip', 'mens', 'womens'].map((attribute, i) => ({
  ...{ attribute, values: ['a', 'b', 'c', '(missing)'], placeOf: (row: number) => (row + i) % 4 },
}));

const folder = join(tmpdir(), `fitly-bench-cells-${process.pid}`);
const store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => 0 });
for (let n = 0; n <= 40; n += 1)
  await claimRun(store.state.db, {
    agent: name,
    day: addDays(FIRST, n),
    agentVersion: 1,
    startedAt: startOf(addDays(FIRST, n)),
  });

const timed: Record<string, number> = {};
const clock = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  timed[what] = Number(((performance.now() - started) / 1000).toFixed(2));
  const { user, system } = process.cpuUsage(cpu);
  timed[`${what}_cpu`] = Number(((user + system) / 1e6).toFixed(2));
  return result;
};
const context = { store, agent, day: TODAY, enrolled: () => Promise.resolve(enrolled) };
const { parts } = await clock('moments', () => groupMoments(context, { events, earlier, underFilter: null }));
await clock('health', () => policyHealth(decisions, space));
const cells = await clock('options', () => {
  const fold = createOptionCells(space, segmentations, DECIDED_GROUPS);
  const [all, vector] = [new Uint8Array(space.size).fill(1), new Float64Array(space.size)];
  for (const row of rows) {
    const isControl = groups[row] === 'random_control';
    const probabilities = parseProbabilities(isControl ? 'u' : texts[row % 500]!);
    fold.add({
      ...{ group: isControl ? 'random_control' : 'agent', action: row % space.size, row, reward: row % 3 },
      ...{ accepted: true, opened: false, clicked: false, converted: row % 3 > 0 },
      probabilities: probabilityVector(probabilities, space, all, vector),
    });
  }
  return fold.cells();
});
await store.close();
await rm(folder, { recursive: true, force: true });

const seconds = timed['moments']! + timed['health']! + timed['options']!;
const cpuSeconds = timed['moments_cpu']! + timed['health_cpu']! + timed['options_cpu']!;
const figures = {
  customers,
  events: events.length,
  cells: cells.length,
  matured: parts.others.matured !== undefined,
  timed,
  seconds,
};
console.log(machine);
console.log(
  `${customers.toLocaleString('en')} customers and as many decisions, ${events.length.toLocaleString('en')} events: moments ${timed['moments']} s (processor ${timed['moments_cpu']} s), ` +
    `health of the policy ${timed['health']} s, ${cells.length} cells by option and segment ${timed['options']} s. ` +
    `Together ${seconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s of processor); goal below 10 s: ${seconds < 10 ? 'met' : 'MISSED'}`,
);
if (process.argv.includes('--json')) printJson('cells', figures);
