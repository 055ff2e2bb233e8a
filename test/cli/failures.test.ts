/** What a person sees when something is wrong: one clear message, a code, an exit code, and nothing lost. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { listFinishedDays } from '@fitly/service';
import { lockFolder } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { startFitly } from '../support/run-fitly.ts';

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 300 });
  await rehearsal.play(1);
}, 60_000);
afterAll(() => rehearsal.close());

const finishedDays = (): Promise<number> =>
  rehearsal.inside(async (workspace) => (await listFinishedDays(workspace, AGENT)).length);

/** One message of a line or a few, with its code, and no stack trace. */
function expectMessage(finished: Called, code: string, exitCode: number, ...words: string[]): void {
  expect(finished.err).toContain(`[${code}]`);
  for (const word of words) expect(finished.err).toContain(word);
  expect(finished.err).not.toMatch(/\n\s+at .+:\d+/);
  expect(finished.code).toBe(exitCode);
}

const setFault = (faults: unknown): Promise<Response> =>
  fetch(`${rehearsal.sandbox.url}/sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });

describe('a run that cannot go on', () => {
  it('names every mistake of an agent file at once, with line, value and what would be valid', async () => {
    const path = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace('runAt: "06:00"', 'runAt: "25:00"').replace('kind: template', 'kind: templat'));
    try {
      const finished = await callFitly(['run', AGENT, '--folder', rehearsal.folder]);
      expectMessage(finished, 'agent_file_invalid', 3, '25:00', 'templat', 'template', 'line ');
    } finally {
      await writeFile(path, yaml);
    }
    expect(await finishedDays()).toBe(1);
  });

  it('says which file is missing', async () => {
    const finished = await callFitly([
      'import',
      'no-such-file.csv',
      '--date',
      '2026-01-05',
      '--folder',
      rehearsal.folder,
    ]);
    expectMessage(finished, 'file_not_found', 3, 'no-such-file.csv');
    expectMessage(await callFitly(['run', '--folder', 'no-such-folder']), 'workspace_missing', 3, 'fitly init');
  });

  it('says that the API key is not known, and keeps what was finished', async () => {
    const path = join(rehearsal.folder, 'secrets', 'braze-sandbox.key');
    const key = await readFile(path, 'utf8');
    await writeFile(path, 'not-the-key\n');
    try {
      const finished = await callFitly(['run', AGENT, '--folder', rehearsal.folder]);
      expectMessage(finished, 'braze_key_invalid', 4, 'Next:');
      expect(finished.err + finished.out).not.toContain('not-the-key');
    } finally {
      await writeFile(path, key);
    }
    expect(await finishedDays()).toBe(1);
  });

  it('refuses a truncated export and finishes the day once it comes whole', async () => {
    await setFault({ export: 'truncate' });
    expectMessage(await callFitly(['run', AGENT, '--folder', rehearsal.folder]), 'braze_export_damaged', 4, 'Next:');
    expect(await finishedDays()).toBe(1);
    await setFault({ export: null });
    expect((await callFitly(['run', AGENT, '--folder', rehearsal.folder])).code).toBe(0);
    expect(await finishedDays()).toBe(2);
  });

  it('says that nobody answers where Braze should be', async () => {
    const path = join(rehearsal.folder, 'fitly.yaml');
    const yaml = await readFile(path, 'utf8');
    await writeFile(path, yaml.replace(/url: http:.*/, 'url: http://127.0.0.1:9'));
    try {
      expectMessage(
        await callFitly(['run', AGENT, '--folder', rehearsal.folder]),
        'braze_unreachable',
        4,
        '127.0.0.1:9',
      );
    } finally {
      await writeFile(path, yaml);
    }
  });

  it('refuses a real Braze workspace before somebody has said that real customers get it', async () => {
    const path = join(rehearsal.folder, 'fitly.yaml');
    const yaml = await readFile(path, 'utf8');
    const real = yaml
      .replace('kind: sandbox', 'kind: braze')
      .replace(/url: http:.*/, 'url: https://rest.fra-01.braze.eu');
    await writeFile(path, real);
    try {
      expectMessage(await callFitly(['run', AGENT, '--folder', rehearsal.folder]), 'not_live', 3, 'fitly agent live');
    } finally {
      await writeFile(path, yaml);
    }
  });
});

describe('a folder or a port that somebody else has', () => {
  it('tells the second process who works on the folder', async () => {
    const lock = lockFolder(rehearsal.folder, 'the first one', Date.now());
    try {
      const finished = await callFitly(['run', AGENT, '--folder', rehearsal.folder]);
      expectMessage(finished, 'folder_in_use', 5, String(process.pid), 'the first one');
    } finally {
      lock.release();
    }
  });

  it('says which port is taken and how to choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const port = String((server.address() as AddressInfo).port);
    const folder = join(rehearsal.folder, 'demo');
    try {
      const demo = await callFitly([
        'demo',
        '--folder',
        folder,
        '--sandbox-port',
        port,
        '--days',
        '1',
        '--customers',
        '200',
      ]);
      expectMessage(demo, 'port_taken', 4, port, '--sandbox-port');
      const page = await callFitly(['report', AGENT, '--folder', rehearsal.folder, '--serve', '--port', port]);
      expectMessage(page, 'port_taken', 4, port, '--port');
    } finally {
      server.close();
    }
  });

  it('refuses a key that others can change into nonsense', async () => {
    const path = join(rehearsal.folder, 'secrets', 'master.key');
    const key = await readFile(path, 'utf8');
    await chmod(path, 0o600);
    await writeFile(path, `${'f0'.repeat(15)}${'1234567890abcdef'.repeat(2)}00\n`);
    try {
      expectMessage(await callFitly(['report', AGENT, '--folder', rehearsal.folder]), 'key_wrong', 4);
    } finally {
      await writeFile(path, key);
    }
  });
});

describe('a command line that is wrong', () => {
  it('names the unknown command or option and points to the help', async () => {
    expect(await callFitly(['runn'])).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean run') });
    expect(await callFitly(['run', '--dayz', '3'])).toMatchObject({ code: 2, err: expect.stringContaining('--help') });
    expect(await callFitly(['run', '--days', 'many'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('whole number'),
    });
    expectMessage(
      await callFitly(['replay', '--date', '2026-02-30', '--folder', rehearsal.folder]),
      'run_date_invalid',
      3,
    );
  });

  it('ends without a word when whoever reads its output stops reading', async () => {
    const running = startFitly(['report', AGENT, '--folder', rehearsal.folder, '--json']);
    running.child.stdout?.destroy();
    expect(await running.finished).toMatchObject({ code: 0, err: '' });
  });

  it('gives the same failure as one JSON document', async () => {
    const finished = await callFitly(['run', 'nobody', '--folder', rehearsal.folder, '--json']);
    expect(JSON.parse(finished.out)).toMatchObject({
      error: { code: 'agent_unknown', message: expect.stringContaining('nobody') },
    });
    expect(finished.code).toBe(3);
  });
});
