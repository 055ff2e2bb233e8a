/**
 * The kill switch: a file in the workspace, so that it works while another process runs, and after any restart. It is looked at
 * before each request and twice a second while a run waits.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { writePrivateFile } from '@fitly/store';
import { workspacePaths } from '../workspace/paths.ts';
import { waitForLock } from '../workspace/wait-for-lock.ts';

export interface Halt {
  readonly by: string;
  readonly at: Instant;
  readonly note: string | null;
}

/** Under each name who halted it; `*` = every agent. */
type Halts = Readonly<Record<string, Halt>>;

export const EVERY_AGENT = '*';

const fileOf = (folder: string): string => join(folder, 'halt.json');

/** A file that cannot be read halts everything: better nothing is sent than something that somebody wanted to stop. */
function readHalts(folder: string): Halts {
  const file = fileOf(folder);
  try {
    // Asked before each request, and nearly always there is none: an error for each would cost more than the look.
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return {};
    const text = readFileSync(file, 'utf8');
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return asHalts(read);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
  }
  return { [EVERY_AGENT]: UNREADABLE };
}

/** Who cannot be read has halted it all the same. */
const asHalts = (read: object): Halts =>
  Object.fromEntries(Object.entries(read).map(([name, given]) => [name, isHalt(given) ? given : UNREADABLE]));

function isHalt(given: unknown): given is Halt {
  if (typeof given !== 'object' || given === null) return false;
  const { by, at, note } = given as Partial<Record<keyof Halt, unknown>>;
  const isInstant = typeof at === 'number' && Math.abs(at) <= 8.64e15;
  return typeof by === 'string' && isInstant && (note === null || typeof note === 'string');
}

const UNREADABLE: Halt = { by: 'nobody', at: 0, note: 'halt.json cannot be read' };

/** Null: this agent may send. */
export function haltOf(folder: string, agent: string): Halt | null {
  const halts = readHalts(folder);
  return (Object.hasOwn(halts, EVERY_AGENT) ? halts[EVERY_AGENT] : undefined) ?? own(halts, agent);
}

const own = (halts: Halts, name: string): Halt | null => (Object.hasOwn(halts, name) ? (halts[name] ?? null) : null);

/** Everything that is halted just now; under `EVERY_AGENT` who has halted all. */
export const haltsOf = (folder: string): ReadonlyMap<string, Halt> => new Map(Object.entries(readHalts(folder)));

/** `name`: an agent, or `EVERY_AGENT`. On the device before it returns. */
export function halt(folder: string, name: string, by: Halt): Promise<void> {
  return inTurn(folder, () => keep(folder, { ...readHalts(folder), [name]: by }));
}

/** Throws `agent_state_invalid` where nothing is halted under this name. */
export const release = (folder: string, name: string): Promise<void> => inTurn(folder, () => releaseNow(folder, name));

async function releaseNow(folder: string, name: string): Promise<void> {
  const { [name]: found, ...others } = readHalts(folder);
  if (found === undefined) {
    throw new FitlyError(
      'agent_state_invalid',
      `${name === EVERY_AGENT ? 'sending' : `the agent "${name}"`} is not halted`,
      {
        next: 'see what is halted: fitly agent list',
      },
    );
  }
  await keep(folder, others);
}

/** Two who change the file at once both count. Whoever gets no turn within two seconds changes it all the same: a kill waits for nobody. */
async function inTurn(folder: string, change: () => Promise<void>): Promise<void> {
  const lock = await waitForLock(workspacePaths(folder).halting, 'the kill switch', 0).catch(() => null);
  try {
    await change();
  } finally {
    lock?.release();
  }
}

async function keep(folder: string, halts: Halts): Promise<void> {
  if (Object.keys(halts).length === 0) return rmSync(fileOf(folder), { force: true });
  await writePrivateFile(fileOf(folder), (temporary) => writeFile(temporary, `${JSON.stringify(halts, null, 2)}\n`));
}

const LOOK_EVERY_MS = 500;

export interface HaltWatch {
  /** Ends when the agent is halted, or when `stop` ends. */
  readonly signal: AbortSignal;
  end(): void;
}

/** Watches for a halt while a run waits, so that it is heard within a second. */
export function watchHalt(folder: string, agent: string, stop: AbortSignal): HaltWatch {
  const halted = new AbortController();
  const timer = setInterval(() => {
    if (haltOf(folder, agent) !== null) halted.abort();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { signal: AbortSignal.any([stop, halted.signal]), end: () => clearInterval(timer) };
}
