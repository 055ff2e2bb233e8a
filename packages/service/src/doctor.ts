/** Looks at everything a run needs and says what is wrong and what to do; changes nothing. */
import { stat, statfs } from 'node:fs/promises';
import type { Agent } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { checkDatabaseFile, erasures } from '@fitly/store';
import { openAudit } from './auditing/open-audit.ts';
import { verifyAudit } from './auditing/verify-audit.ts';
import { judgeAttestations, readAttestations } from './preflight/attestations.ts';
import { judgeKeptProbe } from './probing/judge-kept-probe.ts';
import { readProbe } from './probing/kept-probe.ts';
import { secretsOf } from './secrets/secrets.ts';
import { examineMark } from './sending/instance.ts';
import { agentFiles, readAgentFile } from './workspace/agents.ts';
import { connectToRead, openWorkspace, type Workspace } from './workspace/workspace.ts';

export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly found: string;
  readonly next?: string;
}

export interface Examine {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
}

const LOW_DISK_BYTES = 1_000_000_000;

export async function examine(options: Examine): Promise<Finding[]> {
  const findings: Finding[] = [check('Node', `${process.versions.node}`)];
  const opened = await attempt(
    'workspace',
    () => openWorkspace({ ...options, lockFor: null }),
    (workspace) => workspace.paths.folder,
  );
  findings.push(opened.finding);
  if (opened.value === null) return findings;
  const workspace = opened.value;
  try {
    findings.push(await examineKey(workspace), await examineDisk(workspace));
    const said = (text: string): string => text;
    findings.push((await attempt('database', () => examineDatabase(workspace), said)).finding);
    findings.push((await attempt('posted events', async () => examineJournal(workspace), said)).finding);
    findings.push((await attempt('people and keys', async () => examineIdentity(workspace), said)).finding);
    findings.push((await attempt('audit log', async () => examineAudit(options), said)).finding);
    findings.push((await attempt('lake', () => examineLake(workspace), said)).finding);
    const examined = (): Promise<string> => examineMark(workspace.store, workspace.instance);
    findings.push((await attempt('sent mark', examined, said)).finding);
    findings.push((await attempt('secrets', () => examineSecrets(workspace), said)).finding);
    findings.push((await attempt('erasures', () => examineErasures(workspace), said)).finding);
    findings.push(...(await examineAgents(workspace)));
    findings.push(...(await examineConnections(workspace)));
    return findings;
  } finally {
    await workspace.close();
  }
}

const check = (name: string, found: string): Finding => ({ check: name, state: 'ok', found });

async function attempt<T>(
  name: string,
  work: () => Promise<T>,
  says: (value: T) => string,
): Promise<{ finding: Finding; value: T | null }> {
  try {
    const value = await work();
    return { finding: check(name, says(value)), value };
  } catch (error) {
    if (!(error instanceof FitlyError)) {
      const found = error instanceof Error ? error.message : String(error);
      return { finding: { check: name, state: 'failed', found }, value: null };
    }
    const issues = error.issues.map((issue) => `${issue.path}: ${issue.message}`);
    const found = [error.message, ...issues].join('; ');
    return {
      finding: { check: name, state: 'failed', found, ...(error.next === undefined ? {} : { next: error.next }) },
      value: null,
    };
  }
}

async function examineSecrets(workspace: Workspace): Promise<string> {
  const all = await secretsOf(workspace);
  const closed = all.filter(({ opens }) => !opens).map(({ name }) => name);
  if (closed.length === 0) return all.length === 0 ? 'none are kept' : `${all.length}, each opens with a key in use`;
  throw new FitlyError('key_wrong', `no key in use opens ${closed.join(', ')}`, {
    next: 'put back secrets/secrets.key or FITLY_SECRETS_KEY, or set them anew: fitly secret set NAME',
  });
}

async function examineKey(workspace: Workspace): Promise<Finding> {
  const { masterKey } = workspace.paths;
  const found = await stat(masterKey).catch(() => null);
  if (found === null) return { check: 'key', state: 'ok', found: 'from FITLY_MASTER_KEY; it belongs to this database' };
  const open = (found.mode & 0o077) !== 0;
  if (!open) return check('key', `${masterKey}, readable by its owner only; it belongs to this database`);
  return {
    check: 'key',
    state: 'failed',
    found: `${masterKey} can be read by others`,
    next: `chmod 600 ${masterKey}`,
  };
}

async function examineDisk(workspace: Workspace): Promise<Finding> {
  const disk = await statfs(workspace.paths.folder);
  const free = disk.bavail * disk.bsize;
  const found = `${(free / 1e9).toFixed(1)} GB free`;
  if (free >= LOW_DISK_BYTES) return check('disk', found);
  return { check: 'disk', state: 'failed', found, next: 'free some space: a run needs room for the day and its log' };
}

async function examineDatabase(workspace: Workspace): Promise<string> {
  const { state } = workspace.store;
  await state.check();
  if (state.isAsLeft) return 'every byte as it was left';
  return 'every page is sound; nothing tells how it was left (a run is under way or was cut short)';
}

function examineJournal({ store }: Workspace): string {
  store.journal.check();
  store.decisions.check();
  return 'every entry as it was written';
}

function examineIdentity({ paths }: Workspace): string {
  checkDatabaseFile(paths.identity);
  return 'every page is sound';
}

function examineAudit(options: Examine): string {
  const audit = openAudit(options);
  try {
    const { entries, anchoredAt } = verifyAudit(audit);
    if (entries === 0) return 'nothing was recorded yet';
    const where =
      anchoredAt === null ? 'nothing outside tells of its end' : `its end is known outside (entry ${anchoredAt})`;
    return `${entries} entries as they were written; ${where}`;
  } finally {
    audit.close();
  }
}

async function examineLake(workspace: Workspace): Promise<string> {
  const files = await workspace.store.lake.files();
  await workspace.store.lake.verify();
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, every checksum as committed`;
}

/** When and by whom, never who. */
async function examineErasures({ store }: Workspace): Promise<string> {
  const all = await erasures(store.state.db);
  const unfinished = all.filter(({ cleanedAt }) => cleanedAt === null).length;
  if (unfinished > 0) {
    throw new FitlyError('folder_in_use', `${unfinished} erasure(s) did not come to their end`, {
      next: 'run the agent, or erase the customer again: either finishes it',
    });
  }
  const last = all.at(-1);
  if (last === undefined) return 'nobody was erased';
  const by = last.by === null ? '' : ` by ${last.by}`;
  return `${all.length} customer(s) erased, the last on ${new Date(last.erasedAt).toISOString()}${by}`;
}

async function examineAgents(workspace: Workspace): Promise<Finding[]> {
  const paths = await agentFiles(workspace.paths.agents);
  if (paths.length === 0) {
    return [{ check: 'agents', state: 'skipped', found: 'none yet', next: 'make one with: fitly agent new NAME' }];
  }
  const findings: Finding[] = [];
  for (const path of paths) {
    const read = await attempt(
      `agent ${path}`,
      () => readAgentFile(path),
      (file) => (file.inactive.length === 0 ? 'valid' : `valid; ${file.inactive.length} field(s) not active yet`),
    );
    findings.push(read.finding);
    if (read.value !== null) findings.push(...(await examineProbe(workspace, read.value.agent)));
  }
  return findings;
}

/** What somebody has tried, and confirmed, of what Braze does not tell. */
async function examineProbe({ store }: Workspace, agent: Agent): Promise<Finding[]> {
  const { db } = store.state;
  const attested = judgeAttestations(agent, await readAttestations(db, agent.name));
  return [...judgeKeptProbe(agent, await readProbe(db, agent)), ...attested].map(({ check, state, found, next }) => ({
    check: `${check} of ${agent.name}`,
    state: state === 'ok' || state === 'confirmed' ? 'ok' : 'skipped',
    found,
    ...(next !== undefined && { next }),
  }));
}

async function examineConnections(workspace: Workspace): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of Object.keys(workspace.file.connections)) {
    findings.push((await attempt(`connection ${name}`, () => examineConnection(workspace, name), String)).finding);
  }
  return findings;
}

/** One read: even its refusal for a missing permission tells that Braze is there and knows the key. */
async function examineConnection(workspace: Workspace, name: string): Promise<string> {
  const { clock, reader } = await connectToRead(workspace, name);
  if (workspace.file.connections[name]?.kind === 'sandbox') {
    return `sandbox answers; its virtual time is ${new Date(await clock.now()).toISOString()}`;
  }
  const { key, permissions } = await reader.preflight(['segments.list']);
  if (key === 'known') return 'Braze answers and knows the key';
  const reason = permissions[0]?.reason ?? '';
  if (key === 'unknown') {
    throw new FitlyError('braze_refused', `Braze does not know this key (${reason})`, {
      next: 'write the REST API key of this workspace into the key file of the connection, and check its instance',
    });
  }
  throw new FitlyError('braze_unreachable', `Braze does not answer as it should (${reason})`, {
    next: 'check the network of this machine and the address in fitly.yaml',
  });
}
