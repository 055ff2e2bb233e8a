/** What stands in docs/campaigns, as the table of docs/reliability.md. Pure but for reading the files. */
import { join } from 'node:path';
import { readKept } from './kept-results.ts';

type Kept = Readonly<Record<string, unknown>>;

interface Campaign {
  /** As in the table of tests of docs/reliability.md. */
  readonly name: string;
  readonly file: string;
  /** In words; of at least one trial. */
  readonly tell: (trials: readonly Kept[]) => string;
}

const numberIn = (trial: Kept, field: string): number => Number(trial[field] ?? 0);
const sum = (trials: readonly Kept[], field: string): number =>
  trials.reduce((total, trial) => total + numberIn(trial, field), 0);
const most = (trials: readonly Kept[], field: string): number =>
  Math.max(0, ...trials.map((trial) => numberIn(trial, field)));
const shown = (count: number): string => count.toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const sizes = (trials: readonly Kept[]): string =>
  [...new Set(trials.map((trial) => numberIn(trial, 'customers')))].map(shown).join(', ');
/** How many of each value of a field, most frequent first. */
const tally = (trials: readonly Kept[], field: string): string =>
  [...Map.groupBy(trials, (trial) => String(trial[field]))]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([name, { length }]) => `${shown(length)} × ${name}`)
    .join(', ');

const sentOnce = (trials: readonly Kept[]): string =>
  `${shown(sum(trials, 'decisions'))} decisions, ${shown(sum(trials, 'accepted'))} accepted; twice ${shown(sum(trials, 'sentTwice'))}, lost ${shown(sum(trials, 'lost'))}, unreported ${shown(sum(trials, 'unreported'))}, in doubt ${shown(sum(trials, 'inDoubt'))}`;

function tellKills(trials: readonly Kept[]): string {
  const kills = trials.reduce((total, trial) => total + ((trial['killedAfterMs'] as unknown[]) ?? []).length, 0);
  const looks = `sum of states looked at ${shown(sum(trials, 'looks'))} times, broken ${shown(sum(trials, 'brokenSums'))}`;
  const bound =
    sum(trials, 'failures') === 0 && kills > 0 ? `; at most ${(300 / kills).toFixed(1)} % of kills fail (3/n)` : '';
  return `${sizes(trials)} customers, **${shown(kills)} kills**; ${sentOnce(trials)}; ${shown(sum(trials, 'repeated'))} repeated after read-back, ${shown(sum(trials, 'replayDifferences'))} differences when recomputed; ${looks}; finished within ${seconds(most(trials, 'finishedInMs'))} of the last kill at the latest${bound}`;
}

function tellSyscalls(trials: readonly Kept[]): string {
  const kills = trials.filter((trial) => 'syscall' in trial);
  const traced = trials.filter((trial) => 'posts' in trial);
  const flushes = `traced ${shown(traced.length)} times: ${shown(sum(traced, 'posts'))} triggers, ${shown(most(traced, 'mostUnderWay'))} under way at once, **${shown(sum(traced, 'unflushed'))} without a flush**`;
  if (kills.length === 0) return flushes;
  return `${flushes}; killed at ${tally(kills, 'syscall')}, ${shown(most(kills, 'sending'))} requests in hand at most; ${sentOnce(kills)}`;
}

function tellProcesses(trials: readonly Kept[]): string {
  const taken = trials.filter((trial) => trial['takenOver'] != null).map((trial) => trial['takenOver'] as Kept);
  const stops = (kind: string): string =>
    seconds(
      most(
        trials.filter((trial) => trial['kind'] === kind),
        'stopMs',
      ),
    );
  return `${tally(trials, 'kind')}; ${shown(sum(trials, 'decisions'))} decisions; ${shown(taken.filter(({ isFinished }) => isFinished === true).length)} of ${shown(taken.length)} suspended ones were taken over, after which they ended with ${tally(taken, 'firstEndedWith') || 'nothing'}; SIGTERM within ${stops('terminated')}, kill switch within ${stops('killed')}`;
}

const CAMPAIGNS: readonly Campaign[] = [
  { name: 'R1, R18, R19 kills', file: 'kills.jsonl', tell: tellKills },
  { name: 'R2, R3 system calls', file: 'syscalls.jsonl', tell: tellSyscalls },
  {
    name: 'R4 faults',
    file: 'faults.jsonl',
    tell: (trials) =>
      [true, false]
        .map((readBack) => trials.filter((trial) => trial['readBack'] === readBack))
        .filter(({ length }) => length > 0)
        .map(
          (some) =>
            `read-back ${some[0]!['readBack'] === true ? 'on' : 'off'}, ${sizes(some)} customers: ${sentOnce(some)}; ${shown(sum(some, 'repeated'))} repeated`,
        )
        .join('. '),
  },
  {
    name: 'R5 outage',
    file: 'outages.jsonl',
    tell: (trials) =>
      `${sizes(trials)} customers, ${tally(trials, 'perHour')} requests an hour; ${sentOnce(trials)}, too late ${shown(sum(trials, 'tooLate'))}, outside its window ${shown(sum(trials, 'outsideWindow'))}; ${shown(sum(trials, 'cutOff'))} requests cut off as it began, ${shown(sum(trials, 'duringOutage'))} met nobody, ${shown(sum(trials, 'overLimit'))} refused`,
  },
  {
    name: 'R7 full disk',
    file: 'full-disks.jsonl',
    tell: (trials) =>
      `${shown(trials.filter((trial) => trial['code'] !== 0).length)} met a full disk; ${sentOnce(trials)}; sent without the ledger ${shown(sum(trials, 'unledgered'))}`,
  },
  { name: 'R8, R9, R20 processes', file: 'processes.jsonl', tell: tellProcesses },
  {
    name: 'R12 damage',
    file: 'corruptions.jsonl',
    tell: (trials) =>
      `${tally(trials, 'kind')}; ${tally(trials, 'end')}; ${shown(trials.filter((trial) => trial['cutShort'] === true).length)} after a kill`,
  },
];

/** One row for each campaign, of the present ledger alone. */
export async function resultsTable(folder: string): Promise<string> {
  const rows: string[] = [];
  for (const { name, file, tell } of CAMPAIGNS) {
    const trials = await readKept<Kept>(join(folder, file));
    const told = trials.length === 0 ? 'not run yet on this ledger' : tell(trials);
    rows.push(`| ${name} | ${shown(trials.length)} | ${shown(sum(trials, 'failures'))} | ${told} |`);
  }
  return ['| campaign | trials | failures | what happened |', '|---|---|---|---|', ...rows].join('\n');
}

const [BEGIN, END] = ['<!-- results: npm run -s campaign:results -- --write -->', '<!-- end of results -->'];

/** The page with the table between its two marks. Throws where they are missing. */
export function withTable(page: string, table: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('the page has no place for the results');
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}
