/**
 * R12: one file of a workspace is damaged: a byte that flips, a page of zeros, an end that is missing, a file that is gone. What then asks
 * or runs is refused with the file's name and what to do, or says and sends the same as if nothing had happened; and a plain copy
 * that is put back is all that a recovery takes.
 */
import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type SipKey, uniform } from '@fitly/core/math';
import { asAgentName, asCustomerKey, type Day } from '@fitly/core/terms';
import { withIdentity } from '@fitly/service';
import { finishedSteps } from '@fitly/store';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { AGENT } from '../support/rehearsal.ts';
import { attempt, finishDay, judgeDay, nextDay, openStage, type Stage } from './stage.ts';
import { failuresOf } from './verdict.ts';

type Kind = 'flip' | 'zeros' | 'truncate' | 'delete';

export interface Damage {
  readonly kind: Kind;
  /** Relative to the workspace; the mark outside of it stands in `../STATE`. */
  readonly file: string;
  /** Of the first byte that changed; the new length where it was cut. */
  readonly offset: number;
}

export interface CorruptTrial extends Damage {
  readonly trial: number;
  readonly day: Day;
  /** Whether a run had been killed before, so that the database was not closed. */
  readonly cutShort: boolean;
  /** `refused`: the run said no; `told`: it ran, and doctor told of the damage; `unseen`: nobody did. */
  readonly end: 'refused' | 'told' | 'unseen';
  /** First words of the refusal, or of doctor. */
  readonly said: string;
  /** What must not be. */
  readonly wrong: readonly string[];
  readonly failures: number;
}

const PAGE = 4_096;

/** A workspace in which every kind of file has something in it, after two days. */
export async function openCorruptStage(customers: number, seed: string): Promise<Stage> {
  const stage = await openStage({ customers, seed, readBack: true });
  const { folder, inside } = stage.rehearsal;
  await withIdentity({ folder, now: Date.now }, 'http://127.0.0.1:8410', async ({ people }) => {
    await people.list();
  });
  await inside(async ({ store }) => {
    const customerKey = asCustomerKey('c'.repeat(32));
    const amount = { amount: 5, currency: 'EUR', fields: null, createdAt: 1, suspected: 0 };
    const events = [{ eventId: 'e1', customerKey, name: 'visit', at: 1, ...amount }];
    store.journal.append([{ feed: 'shop', events, refused: [], repeated: 0, notCounted: 0, contentKey: null }], 1);
  });
  for (let day = 0; day < 2; day++) await finishDay(stage, await nextDay(stage));
  return stage;
}

/** Files of the workspace that Fitly wrote, by the kind that a trial draws first. */
async function filesByKind({ rehearsal, stateFolder }: Stage): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await readdir(rehearsal.folder, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(rehearsal.folder.length + 1))
    .filter((file) => !/^(sandbox|agents)\/|^fitly\.yaml$|-shm$|lock|braze-sandbox/.test(file))
    .toSorted();
  const kinds = new Map<string, string[]>();
  const kindOf = (file: string): string => (file.startsWith('lake/') ? 'lake' : file);
  for (const file of files) kinds.set(kindOf(file), [...(kinds.get(kindOf(file)) ?? []), file]);
  const marks = (await readdir(stateFolder)).filter((name) => name.endsWith('.json'));
  if (marks.length > 0)
    kinds.set(
      'outside',
      marks.map((name) => relative(rehearsal.folder, join(stateFolder, name))),
    );
  return kinds;
}

/** Half of all damage meets the database: nothing else has so many bytes that nobody looks at. */
const DATABASE_SHARE = 0.5;

async function drawDamage(stage: Stage, drawn: (what: string) => number): Promise<Damage> {
  const kinds = await filesByKind(stage);
  const others = [...kinds.keys()].filter((kind) => kind !== 'state.db');
  const kind =
    drawn('database') < DATABASE_SHARE ? 'state.db' : others[Math.floor(drawn('kind of file') * others.length)]!;
  const files = kinds.get(kind)!;
  const file = files[Math.floor(drawn('file') * files.length)]!;
  const how = drawn('how');
  const { size } = await stat(join(stage.rehearsal.folder, file));
  const offset = Math.floor(drawn('offset') * size);
  if (size === 0 || how < 0.1) return { kind: 'delete', file, offset: 0 };
  if (how < 0.2) return { kind: 'truncate', file, offset };
  if (how < 0.35) return { kind: 'zeros', file, offset: offset - (offset % PAGE) };
  return { kind: 'flip', file, offset };
}

/** False: nothing changed, a page of zeros was one before. */
export async function inflict(folder: string, { kind, file, offset }: Damage): Promise<boolean> {
  const path = join(folder, file);
  if (kind === 'delete') await rm(path);
  else if (kind === 'truncate') await truncate(path, offset);
  else {
    const bytes = await readFile(path);
    const before = Buffer.from(bytes);
    if (kind === 'zeros') bytes.fill(0, offset, Math.min(bytes.length, offset + PAGE));
    else bytes[offset] = bytes[offset]! ^ (1 << (offset % 8));
    await writeFile(path, bytes);
    return !bytes.equals(before);
  }
  return true;
}

const ask = (stage: Stage, args: readonly string[], folder = stage.rehearsal.folder): Promise<Called> =>
  callFitly([...args, '--folder', folder], undefined, { FITLY_STATE_FOLDER: stage.stateFolder });
const reportOf = (stage: Stage, folder?: string): Promise<Called> => ask(stage, ['report', AGENT, '--csv'], folder);

/** What `rm -r` and `cp -a` do. */
async function putBack(backup: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true });
  await cp(backup, folder, { recursive: true, preserveTimestamps: true });
}

/** Names in messages of files that are told otherwise. */
const TOLD_AS: readonly (readonly [RegExp, RegExp])[] = [
  [/master\.key$/, /key/],
  [/^\.\./, /mark/],
  [/^state\.db/, /state\.db/],
];

/** Of a refusal: it is meant, names the file and says what to do. */
export function wrongIn(who: string, { code, err, out }: Called, file: string): readonly string[] {
  if (code === 0) return [];
  const said = `${out}\n${err}`;
  const name = TOLD_AS.find(([pattern]) => pattern.test(file))?.[1] ?? basename(file);
  return [
    ...(/\[internal\]|\n\s+at /.test(said) ? [`${who} broke: ${said.slice(0, 300)}`] : []),
    ...((typeof name === 'string' ? said.includes(name) : name.test(said))
      ? []
      : [`${who} does not name ${file}: ${said.slice(0, 300)}`]),
    ...(said.includes('Next:') ? [] : [`${who} does not say what to do`]),
  ];
}

const hasSentAll = ({ rehearsal }: Stage, day: Day): Promise<boolean> =>
  rehearsal.inside(async ({ store }) => (await finishedSteps(store.state.db, asAgentName(AGENT), day)).has('dispatch'));

/** A pure function of key and trial draws what is damaged, and in which state. */
export async function corruptTrial(stage: Stage, key: SipKey, trial: number, usualMs: number): Promise<CorruptTrial> {
  const drawn = (what: string): number => uniform(key, String(trial), what);
  const { folder, sandbox } = stage.rehearsal;
  const day = await nextDay(stage);
  const cutShort =
    trial % 4 === 3 && (await attempt(stage, Math.round(drawn('moment') * usualMs), ['--date', day])).killed;
  const [backup, twin, marks] = [`${folder}-backup`, `${folder}-twin`, `${stage.stateFolder}-backup`];
  const copies = [backup, twin, marks];
  try {
    for (const copy of [backup, twin]) await cp(folder, copy, { recursive: true, preserveTimestamps: true });
    await mkdir(marks, { recursive: true });
    await cp(stage.stateFolder, marks, { recursive: true, preserveTimestamps: true });
    const truth = await reportOf(stage, twin);
    const damage = await drawDamage(stage, drawn);
    const hasChanged = await inflict(folder, damage);
    const doctor = await ask(stage, ['doctor']);
    const reported = await reportOf(stage);
    const sentBefore = sandbox.journal().length;
    const run = await ask(stage, ['run', AGENT, '--date', day]);
    const wrong = [
      ...wrongIn('doctor', doctor, damage.file),
      ...wrongIn('report', reported, damage.file),
      ...wrongIn('run', run, damage.file),
    ];
    // A log that is cut is a database as it was a moment ago, which is no wrong number.
    const isOlder = damage.file === 'state.db-wal';
    if (reported.code === 0 && reported.out !== truth.out && !isOlder) wrong.push('the report says something else');
    const putFileBack = () => cp(join(backup, damage.file), join(folder, damage.file), { preserveTimestamps: true });
    if (run.code !== 0 && damage.file.startsWith('lake/') && (await hasSentAll(stage, day))) {
      // Only measuring reads it: the day was sent as it was decided, and what says so must not be taken back.
      await putFileBack();
    } else if (run.code !== 0) {
      if (sandbox.journal().length > sentBefore) wrong.push('something was sent by a run that was refused');
      await putBack(backup, folder);
      await putBack(marks, stage.stateFolder);
    } else if (hasChanged && !/^(state\.db|high-water|\.\.)/.test(damage.file)) {
      await putFileBack();
    }
    await finishDay(stage, day);
    const verdict = await judgeDay(stage, day);
    if (failuresOf(verdict) > 0) wrong.push(`the day ended with ${JSON.stringify(verdict)}`);
    const after = await ask(stage, ['doctor']);
    if (after.code !== 0) wrong.push(`not whole again: ${after.out.slice(0, 300)}`);
    const end = run.code !== 0 ? 'refused' : doctor.code !== 0 ? 'told' : 'unseen';
    const words = run.code !== 0 ? run.err : (/failed.*/.exec(doctor.out)?.[0] ?? '');
    const said = words.trim().replaceAll(folder, 'FOLDER').split('\n')[0]!.slice(0, 200);
    return { trial, day, cutShort, ...damage, end, said, wrong, failures: wrong.length };
  } finally {
    for (const copy of copies) await rm(copy, { recursive: true, force: true });
  }
}
