/** The address of a database, from the file or the variable that fitly.yaml names. It holds a secret: no message repeats it. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { QueryFeed } from '@fitly/contract';
import { FitlyError } from '@fitly/core/errors';
import type { Workspace } from '../../workspace/workspace.ts';

interface From {
  /** Of the workspace. */
  readonly folder: string;
  readonly env: Workspace['env'];
  /** The value of a secret, by its name. */
  readonly secret: (name: string) => Promise<string>;
}

/** Throws `query_failed`; for a secret `secret_unknown` and `key_wrong`. */
export async function readUrl(url: QueryFeed['url'], from: From): Promise<string> {
  const { where, text } = await textOf(url, from);
  const found = text?.trim() ?? '';
  if (found === '') throw noUrl(`${where} with the address of the database is not there`);
  const parsed = URL.parse(found);
  const isPostgres = parsed !== null && ['postgres:', 'postgresql:'].includes(parsed.protocol);
  if (!isPostgres || parsed.hostname === '') throw noUrl(`what ${where} holds is not the address of a PostgreSQL`);
  return found;
}

async function textOf(url: QueryFeed['url'], { folder, env, secret }: From) {
  if ('secret' in url) return { where: `the secret ${url.secret}`, text: await secret(url.secret) };
  if ('variable' in url) return { where: `the variable ${url.variable}`, text: env[url.variable] };
  return { where: `the file ${url.file}`, text: await contentOf(resolve(folder, url.file)) };
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

const noUrl = (message: string): FitlyError =>
  new FitlyError('query_failed', message, {
    next: 'give it as postgres://USER:PASSWORD@HOST:5432/DATABASE, in a file of mode 0600 or in the variable',
  });
