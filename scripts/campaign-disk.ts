/**
 * `npm run campaign:disk -- --seed 1 --trials 50`: R7 of docs/reliability.md on a disk of 64 MB in memory, which asks for the right to mount
 * one (root). Stopped and started again, it goes on.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keyedHex, sipKey } from '@fitly/core/math';
import { bytesOfDay, type FullDiskTrial, fullDiskTrial } from '../test/chaos/full-disk.ts';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { finishDay, nextDay, openStage } from '../test/chaos/stage.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '50' },
    customers: { type: 'string', default: '1500' },
    results: { type: 'string', default: 'docs/campaigns/full-disks.jsonl' },
  },
});
type Kept = FullDiskTrial & { readonly seed: string };

const ofSeed = async (): Promise<readonly Kept[]> =>
  (await readKept<Kept>(values.results)).filter(({ seed }) => seed === values.seed);
const key = sipKey(keyedHex(sipKey('0'.repeat(32)), 'disk campaign', values.seed));
let next = (await ofSeed()).length;
while (next < Number(values.trials)) await playOnDisk();
const all = await ofSeed();
const full = all.filter(({ code }) => code !== 0);
console.log(
  JSON.stringify({
    ...{ seed: values.seed, trials: all.length, metAFullDisk: full.length },
    failures: all.reduce((sum, { failures }) => sum + failures, 0),
    said: [...new Set(full.map(({ said }) => said.split(' (')[0]))].slice(0, 10),
  }),
);
process.exitCode = all.some(({ failures }) => failures > 0) || full.length === 0 ? 1 : 0;

/** Some days on one disk, which fills up by itself. */
async function playOnDisk(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Error(`no disk could be mounted (it takes root): ${mounted.stderr}`);
  try {
    const stage = await openStage({
      ...{ customers: Number(values.customers), seed: `${values.seed} ${next}`, readBack: true, atOnce: true, folder },
    });
    try {
      await finishDay(stage, await nextDay(stage));
      const dayBytes = await bytesOfDay(stage);
      for (let played = 0; played < 10 && next < Number(values.trials); played++, next++) {
        const trial = await fullDiskTrial(stage, key, next, dayBytes);
        await keep(values.results, { seed: values.seed, ...trial });
        const { freeBytes, code, said, failures } = trial;
        console.log(`trial ${next}: ${freeBytes} bytes free, ended with ${code}, ${failures} failure(s) ${said}`);
      }
    } finally {
      await stage.close();
    }
  } finally {
    spawnSync('umount', [folder]);
    await rmdir(folder);
  }
}
