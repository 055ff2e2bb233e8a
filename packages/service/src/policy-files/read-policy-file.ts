/** Reads a policy file of the user's: the text, what it exports, and a hash by which a change of it is seen. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FitlyError } from '@fitly/core/errors';
import type { PolicyFile } from '@fitly/core/learn';
import type { PolicyCode } from '@fitly/core/policy';
import { standsAlone } from './stands-alone.ts';

/** `file`: as the agent file names it. Throws `file_not_found`, or `custom_policy_failed` for one that cannot be used. */
export async function readPolicyFile(folder: string, file: string): Promise<PolicyFile> {
  const path = join(folder, file);
  let source: string;
  let isInside: boolean;
  try {
    const real = await realpath(path);
    isInside = real.startsWith(`${await realpath(folder)}${sep}`);
    source = isInside ? await readFile(real, 'utf8') : '';
  } catch (cause) {
    throw new FitlyError('file_not_found', `there is no readable policy file ${path}`, {
      next: 'check learning.file in the agent file: it is named as seen from the workspace folder',
      cause,
    });
  }
  if (!isInside) throw unusable(file, 'it lies outside the workspace folder');
  return { file, source, sha256: hashOf(source), code: await readPolicyCode(file, source) };
}

export const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');

/** By hash and ending: a text that can be run is run once in the life of a process. */
const known = new Map<string, Promise<PolicyCode>>();

/** What the text exports, from exactly these bytes. Throws `custom_policy_failed`. */
export function readPolicyCode(file: string, source: string): Promise<PolicyCode> {
  const key = `${hashOf(source)}${endingOf(file)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const code = runSource(file, source);
  known.set(key, code);
  code.catch(() => known.delete(key));
  return code;
}

const endingOf = (file: string): string => (extname(file) === '.ts' ? '.ts' : '.mjs');

/** In a folder of its own: the text that is kept with a version must be all that there is of a policy. */
async function runSource(file: string, source: string): Promise<PolicyCode> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-policy-'));
  try {
    const path = join(folder, `policy${endingOf(file)}`);
    await writeFile(path, source, { mode: 0o600 });
    return codeOf(file, await load(file, pathToFileURL(path).href));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function load(file: string, url: string): Promise<{ readonly default?: unknown }> {
  const isRefused = standsAlone(url);
  try {
    const module = (await import(url)) as { readonly default?: unknown };
    if (!isRefused()) return module;
  } catch (error) {
    if (!isRefused()) throw unusable(file, `it cannot be read: ${placeOf(error)}`);
  }
  throw unusable(file, 'it imports what is no node: module');
}

/** Without the engine's words, which quote the text. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it throws what is no error';
  const line = /policy\.(?:ts|mjs):(\d+)/.exec(error.stack ?? '')?.[1];
  const name = KINDS.find((kind) => error instanceof kind)?.name ?? 'Error';
  // Of a syntax error in JavaScript the engine keeps the place to itself.
  return `${name} ${line === undefined ? '(node --check tells where)' : `in line ${line}`}`;
}

const KINDS = [SyntaxError, ReferenceError, TypeError, RangeError];

const HOOKS = ['learn', 'prepare'] as const;

function codeOf(file: string, { default: exported }: { readonly default?: unknown }): PolicyCode {
  if (typeof exported !== 'object' || exported === null) {
    throw unusable(file, 'it has no default export that is an object, expected `export default { … }`');
  }
  const code = exported as Readonly<Record<string, unknown>>;
  if (typeof code['probabilities'] !== 'function') throw unusable(file, 'it exports no function `probabilities`');
  const wrong = HOOKS.find((name) => code[name] !== undefined && typeof code[name] !== 'function');
  if (wrong !== undefined) throw unusable(file, `its \`${wrong}\` is no function`);
  return exported as PolicyCode;
}

const unusable = (file: string, what: string): FitlyError =>
  new FitlyError('custom_policy_failed', `the policy file ${file} cannot be used: ${what}`, {
    next: 'mend the file and run again; a policy is one file that imports nothing but node: modules',
  });
