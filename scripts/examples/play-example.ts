/** One example, played by the command line as anybody would, with what its world itself says about it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { main } from '@fitly/cli';
import type { Report } from '@fitly/core/report';
import { actionsOf, createTruth, createWorld, parseWorldFile, yardsticks } from '@fitly/simulator';
import type { ExampleResult, Yards } from './results-page.ts';

export interface Playing {
  readonly example: string;
  readonly days: number;
  readonly seed: string;
  /** Null: as many as the example has. */
  readonly customers: number | null;
}

/** Progress goes to standard error. Throws when a command ends with another code than 0. */
export async function playExample(playing: Playing): Promise<ExampleResult> {
  const { example, days, seed, customers } = playing;
  const folder = await mkdtemp(join(tmpdir(), 'fitly-example-'));
  try {
    const size = customers === null ? [] : ['--customers', String(customers)];
    const began = performance.now();
    const demo = ['demo', '--example', example, '--days', String(days), '--seed', seed, ...size];
    await call([...demo, '--no-serve', '--sandbox-port', '0', '--folder', folder], process.stderr);
    const secondsPerDay = (performance.now() - began) / 1000 / days;
    process.stderr.write(`${example}: ${secondsPerDay.toFixed(2)} s a day\n\n`);
    const report = JSON.parse(await textOf(['report', '--json', '--folder', folder])) as Report;
    const says = (id: string): string => report.contrasts.find((each) => each.id === id)?.says ?? '';
    return {
      row: {
        example,
        days,
        seed,
        customers: report.groups.reduce((sum, { enrolled }) => sum + enrolled, 0),
        againstRandom: says('agent_vs_random_control'),
        againstHoldout: says('agent_vs_holdout'),
        currency: report.metric.currency,
        yards: await yardsOf(playing),
      },
      report: (await textOf(['report', '--folder', folder])).trimEnd(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function call(args: readonly string[], out: Writable): Promise<void> {
  const code = await main(args, { out, err: process.stderr, env: {} });
  if (code !== 0) throw new Error(`fitly ${args.join(' ')} ended with ${code}`);
}

async function textOf(args: readonly string[]): Promise<string> {
  const chunks: Buffer[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  await call(args, out);
  return Buffer.concat(chunks).toString('utf8');
}

/** Mean of the days, since a world may change on one of them. */
async function yardsOf({ example, days, seed, customers }: Playing): Promise<Yards> {
  const path = new URL(`../../examples/${example}/world.yaml`, import.meta.url);
  const parsed = parseWorldFile(await readFile(path, 'utf8'), 'world.yaml');
  if (!parsed.ok) throw new Error(`${example} has a world with mistakes`);
  const spec = { ...parsed.spec, customers: customers ?? parsed.spec.customers };
  const world = createWorld(spec, { seed, startAt: Date.parse('2026-01-05T00:00:00Z') });
  const actions = actionsOf(spec);
  const truth = createTruth(world, actions);
  const daily = Array.from({ length: days }, (_, day) => yardsticks(world, actions, truth, day));
  const mean = (of: 'uniform' | 'bestFixed' | 'oracle'): number =>
    daily.reduce((sum, yard) => sum + yard[of], 0) / days;
  return { uniform: mean('uniform'), bestFixed: mean('bestFixed'), oracle: mean('oracle') };
}
