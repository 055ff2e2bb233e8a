/**
 * Customers of a programme, each with what they did, folded shard by shard into the sufficient statistics of its days, stored; and
 * the report from the stored files alone, held against the plain sums of the same customers, which are whole numbers and exact.
 */
import { addColumns, emptyJointMoments, type JointMoments, mergeJointMoments, momentsOf } from '@fitly/core/measure';
import { reportCsv } from '@fitly/core/report';
import { asDay, DECIDED_GROUPS, GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { cellWriters, loadReport } from '@fitly/service';
import { agent, createStored, openStored, storeDay } from './stored-programme.ts';

const FIRST = asDay('2026-01-05');
const DAYS = 3;
const SHARD = 250_000;
const PRESENT = GROUPS.filter((group) => agent.groups[group] > 0);

interface StoredReport {
  readonly customers: number;
  /** From the customers to the files. */
  readonly foldedMs: number;
  /** From the files to the report and its CSV, each file held against its checksum. */
  readonly reportMs: number;
  readonly files: number;
  /** Largest relative distance of a group's customers, total and mean of the report from the plain sums. */
  readonly gap: number;
  /** Of the first comparison. */
  readonly says: string;
}

/** `folder`: of a workspace that does not exist yet. */
export async function storeAndReport(folder: string, customers: number): Promise<StoredReport> {
  const [begun, sums] = [performance.now(), new Map<Group, { n: number; total: number }>()];
  const writing = await createStored(folder, FIRST);
  const sizeOf = (group: Group): number => Math.round(customers * agent.groups[group]);
  for (let n = 0; n < DAYS; n += 1) {
    const day = addDays(FIRST, n);
    const joint = Object.fromEntries(PRESENT.map((group) => [group, foldGroup(group, sizeOf(group), n, sums)]));
    const groups = Object.fromEntries(PRESENT.map((group) => [group, momentsOf(joint[group]!, 0)]));
    const sends = Object.fromEntries(DECIDED_GROUPS.map((group) => [group, sent(sizeOf(group))]));
    await storeDay(writing, {
      day,
      tables: {
        daily_cells: cellWriters.daily_cells({ day, groups, sends, missing: {}, cappedAt: null }),
        daily_parts: cellWriters.daily_parts({
          day,
          epochs: [{ epoch: 1, groups: joint }],
          halves: NO_HALVES,
          others: {},
        }),
      },
      ...(n === 0 && { facts: { planned_sizes: plannedSizes(sizeOf) } }),
    });
  }
  await writing.close();
  const folded = performance.now();
  const reading = await openStored(folder);
  const report = await loadReport(reading, agent.name);
  if (report === null) throw new Error('there is no report');
  reportCsv(report);
  const reportMs = performance.now() - folded;
  const files = (await reading.store.lake.files({ agent: agent.name })).length;
  await reading.close();
  const gaps = report.groups.flatMap(({ group, outcome }) => {
    const plain = sums.get(group);
    if (plain === undefined || outcome === null) return [];
    return [relative(outcome.total, plain.total), relative(outcome.mean, plain.total / plain.n)];
  });
  const gap = gaps.length === 2 * PRESENT.length ? Math.max(...gaps) : Number.POSITIVE_INFINITY;
  return { customers, foldedMs: folded - begun, reportMs, files, gap, says: report.contrasts[0]?.says ?? '' };
}

const plannedSizes = (sizeOf: (group: Group) => number) => ({
  agent_vs_random_control: sizeOf('agent') + sizeOf('random_control'),
  agent_vs_holdout: sizeOf('agent') + sizeOf('holdout'),
});
const NO_HALVES = [emptyJointMoments(2), emptyJointMoments(2)] as const;
const sent = (decided: number) => ({ decided, accepted: decided, notSent: 0, inDoubt: 0 });
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b);

/** Visits so far of each customer, and those of the weeks before enrolment, in shards; their plain sums go into `sums`. */
function foldGroup(group: Group, customers: number, n: number, sums: Map<Group, { n: number; total: number }>) {
  let [folded, total]: [JointMoments, number] = [emptyJointMoments(2), 0];
  for (let from = 0; from < customers; from += SHARD) {
    const size = Math.min(SHARD, customers - from);
    const before = Float64Array.from({ length: size }, (_, i) => mixed(from + i, 1) % 4);
    const visits = before.map((earlier, i) => visitsOf(mixed(from + i, 2 + GROUPS.indexOf(group)), n, earlier, group));
    for (const each of visits) total += each;
    folded = mergeJointMoments(folded, addColumns(emptyJointMoments(2), [visits, before]));
  }
  sums.set(group, { n: customers, total });
  return folded;
}

/** A visit in ten a day, one in five of whoever visited before; the agent's customers visit a little more often. */
function visitsOf(random: number, n: number, earlier: number, group: Group): number {
  const threshold = (earlier > 1 ? 200 : 100) + (group === 'agent' ? 8 : 0);
  let visits = 0;
  for (let day = 0; day <= n; day += 1) visits += Number(mixed(random, day + 11) % 1000 < threshold);
  return visits;
}

/** A whole number in [0, 2³²) that looks like any other. */
function mixed(value: number, stream: number): number {
  let x = Math.imul(value ^ Math.imul(stream, 0x9e3779b1), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
