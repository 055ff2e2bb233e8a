/**
 * How far sending has come, kept beside the database: a database that was restored from a backup has forgotten its last sends, and
 * would make them again. Each file holds the same record; one stands in the workspace, one outside of it, so that neither a
 * restored database nor a restored or copied folder can hide what was sent.
 *
 * A record is written after "sending" is committed and before the first byte leaves. So it is never ahead of a database that
 * remembers everything, and it is ahead of one that does not.
 */
import { hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { AgentName, Day } from '@fitly/core/terms';
import { onDisk, readIfThere } from './files.ts';

/** Of one agent. */
export interface HighWater {
  /** Groups of requests that have left so far. */
  readonly sequence: number;
  /** The newest run of which anything left. */
  readonly day: Day;
}

/** What each file says: to which folder the workspace belongs, and how far each agent has come. */
export interface HighWaterRecord {
  readonly boundTo: string;
  readonly agents: Readonly<Record<AgentName, HighWater>>;
}

/** Of the record without it: a digit that has changed still reads as a number. Absent in a record of an earlier Fitly. */
const CHECK = 'check';
const checkOf = ({ boundTo, agents }: HighWaterRecord): string =>
  hash('sha256', JSON.stringify({ boundTo, agents })).slice(0, 16);

export interface HighWaterFiles {
  readonly inside: string;
  /** Null: this process knows no place outside of the workspace (no home folder, no `FITLY_STATE_FOLDER`). */
  readonly outside: string | null;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Where what must survive the workspace is kept; null: this process knows no such place. */
export function stateFolder(env: Env): string | null {
  const home = env['XDG_STATE_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.local', 'state'));
  return env['FITLY_STATE_FOLDER'] ?? (home === undefined ? null : join(home, 'fitly'));
}

/** `instance`: of the workspace, random; it names the file outside. */
export function highWaterFiles(folder: string, instance: string, env: Env): HighWaterFiles {
  const place = stateFolder(env);
  return {
    inside: join(folder, 'high-water.json'),
    outside: place === null ? null : join(place, `${instance}.json`),
  };
}

/** What a file says; null: it is not there. Throws `database_damaged` for a file that is no record: absent it is not. */
export function readHighWater(file: string): HighWaterRecord | null {
  const text = readIfThere(file);
  if (text === null) return null;
  const read = parsed(text);
  if (isRecord(read) && isWhole(read)) return { boundTo: read.boundTo, agents: read.agents };
  throw new FitlyError('database_damaged', `the mark of what was sent is not what was written: ${file}`, {
    next: 'put the file back from a copy, or remove it and say what may have been sent: fitly adopt --sent-through DAY',
    fields: { path: file },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isMark = (value: unknown): value is HighWater =>
  isObject(value) &&
  Number.isSafeInteger(value['sequence']) &&
  Number(value['sequence']) >= 0 &&
  typeof value['day'] === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(value['day']);

const isRecord = (value: unknown): value is HighWaterRecord =>
  isObject(value) &&
  typeof value['boundTo'] === 'string' &&
  isObject(value['agents']) &&
  Object.values(value['agents']).every(isMark);

const isWhole = (record: HighWaterRecord & { readonly [CHECK]?: unknown }): boolean =>
  record[CHECK] === undefined ? Object.keys(record).length === 2 : record[CHECK] === checkOf(record);

/** Written whole and flushed before it returns. Throws `disk_failed`: then nothing may be sent. */
export const keepHighWater = ({ inside, outside }: HighWaterFiles, record: HighWaterRecord): Promise<void> =>
  onDisk(inside, async () => {
    const text = `${JSON.stringify({ boundTo: record.boundTo, agents: record.agents, [CHECK]: checkOf(record) })}\n`;
    for (const file of outside === null ? [inside] : [inside, outside]) replaceFlushed(file, text);
  });

/** The file is whole, old or new, whatever happens; it is on the device when this returns. */
export function replaceFlushed(file: string, text: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  const entries = openSync(folder, 'r');
  try {
    fsyncSync(entries);
  } finally {
    closeSync(entries);
  }
}
