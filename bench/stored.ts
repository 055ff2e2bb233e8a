/**
 * S7: ten million customers as sufficient statistics in stored files, and how long the report, its page and its CSV take from these.
 * `node bench/stored.ts [customers=10000000]`; `--json` prints one object as the last line.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, printJson } from './support/report.ts';
import { storeAndReport } from './support/stored-report.ts';

const [customers = 10_000_000] = process.argv.slice(2).map(Number).filter(Number.isFinite);
const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-stored-'));
try {
  const figures = await storeAndReport(join(folder, 'workspace'), customers);
  const { foldedMs, reportMs, files, gap, says } = figures;
  const isMet = reportMs < 10_000 && gap <= 1e-12;
  console.log(machine);
  console.log(
    `${customers.toLocaleString('en')} customers folded into ${files} files in ${(foldedMs / 1000).toFixed(1)} s; report, page and CSV from these in ` +
      `${(reportMs / 1000).toFixed(2)} s, ${gap.toExponential(1)} from the plain sums (${says}); goal below 10 s and 1e-12: ${isMet ? 'met' : 'MISSED'}`,
  );
  if (process.argv.includes('--json')) printJson('stored', { ...figures });
  if (!isMet) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
