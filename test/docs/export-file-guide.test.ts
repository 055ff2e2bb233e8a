/** The guide from a Braze export file to a running agent: its commands and its script run as they stand, against a sandbox. */
import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, sandboxApiKey, startSandbox } from '@fitly/braze-sandbox';
import { type AgentName, asDay } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import { createWorkspace, openWorkspace } from '@fitly/service';
import { valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { findTexts, readWorkspaceTexts } from '../support/search-workspace.ts';

const CUSTOMERS = 200;
let cwd: string;
let sandbox: Sandbox;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'fitly-export-guide-'));
  const startAt = instantOf(asDay('2026-01-05'), '00:00', 'America/New_York');
  const folder = join(cwd, 'sandbox');
  sandbox = await startSandbox({ port: 0, folder, seed: '1', planted: true, customers: CUSTOMERS, startAt });
  const sandboxKey = sandboxApiKey('1');
  await createWorkspace({ folder: join(cwd, 'shop'), sandboxUrl: sandbox.url, sandboxKey, env: {} });
});
afterAll(async () => {
  await sandbox.close();
  await rm(cwd, { recursive: true, force: true });
});

it('leads from the file to decisions that were made from its attributes', { timeout: 60_000 }, async () => {
  const text = await readFile(new URL('../../docs/guides/export-file.md', import.meta.url), 'utf8');
  const said = new Map<string, string>();
  for (const [, language, path, content = ''] of text.matchAll(/```(\S+)(?: (\S+))?\n([\s\S]*?)```/g)) {
    if (path !== undefined) await writeFile(join(cwd, path), content);
    else if (language === 'yaml') await appendFile(join(cwd, 'shop/fitly.yaml'), content);
    else if (language === 'sh') {
      // The sandbox is in this process: it must be able to answer meanwhile.
      await promisify(execFile)('sh', ['-ec', content.replace('http://127.0.0.1:8411', sandbox.url)], { cwd });
    } else {
      for (const line of content.trim().split('\n')) {
        const [, ...args] = line.replace('$ ', '').split(' ');
        // Both were done above, with a free port.
        if (args[0] === 'init' || args[0] === 'sandbox') continue;
        const called = await callFitly(args, cwd);
        expect(called.code, `${line}\n${called.out}${called.err}`).toBe(0);
        said.set(args[0] ?? '', called.out);
      }
    }
  }
  expect(said.get('import')).toContain(`a snapshot (jsonl): one row for each of ${CUSTOMERS} customers`);
  expect(said.get('import')).not.toContain('@');
  expect(said.get('feeds')).toContain(`rows        ${CUSTOMERS} kept; newest of 2026-01-04`);
  const workspace = await openWorkspace({ folder: join(cwd, 'shop'), now: () => 0, env: {}, lockFor: null });
  try {
    const { lake } = workspace.store;
    const decisions = await lake.read({ table: 'decisions', agent: 'spring_mail' as AgentName });
    expect(decisions.rowCount).toBeGreaterThan(0);
    const snapshot = await lake.read({ table: 'snapshots', agent: 'spring_mail' as AgentName });
    expect(valuesOf(snapshot, 'ctx_last_order_months', 'float64').every((months) => months > 0)).toBe(true);
    await rm(join(cwd, 'shop/exports'), { recursive: true });
    expect(findTexts(await readWorkspaceTexts(workspace), ['@example.com'])).toEqual([]);
  } finally {
    await workspace.close();
  }
});
