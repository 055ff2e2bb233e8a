/** The life of an agent as a person leads it: started, changed with open eyes, paused, undone, stopped. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 300, draft: true });
}, 60_000);
afterAll(() => rehearsal.close());

const fitly = (...args: string[]) => callFitly([...args, '--folder', rehearsal.folder]);
async function json<T>(...args: string[]): Promise<[code: number, document: T]> {
  const { code, out } = await fitly(...args, '--json');
  return [code, JSON.parse(out) as T];
}
const path = (): string => join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
async function edit(from: string, to: string): Promise<void> {
  const yaml = await readFile(path(), 'utf8');
  expect(yaml).toContain(from);
  await writeFile(path(), yaml.replace(from, to));
}
interface Told {
  readonly changes: readonly { readonly path: string; readonly effect: string }[];
}
const told = ({ changes }: Told): string[][] => changes.map((change) => [change.path, change.effect]);

const PERSONAL =
  '      - id: personal\n        label: New arrivals, picked for you\n        values: { subject_line: personal }\n';
const URGENT = '      - id: urgent\n        label: Only today\n        values: { subject_line: urgent }\n';

describe('a draft', () => {
  it('is listed as one, validated with the command that starts it, and free to change', async () => {
    expect((await json<object[]>('agent', 'list'))[1]).toMatchObject([{ name: AGENT, state: 'draft' }]);
    expect((await fitly('agent', 'validate', AGENT)).out).toContain(`Next: fitly agent start ${AGENT} --folder`);
    expect(await fitly('agent', 'pause', AGENT)).toMatchObject({
      code: 3,
      err: expect.stringContaining('is a draft, so it cannot pause; allowed: start'),
    });
  });

  it('with a mistake in its file, or without a connection, is not started', async () => {
    for (const [from, to] of [
      ['runAt: "06:00"', 'runAt: "26:00"'],
      ['connection: sandbox', 'connection: elsewhere'],
    ] as const) {
      await edit(from, to);
      expect(await json('agent', 'start', AGENT)).toMatchObject([3, { error: { code: 'agent_file_invalid' } }]);
      await edit(to, from);
    }
    expect((await json<object[]>('agent', 'list'))[1]).toMatchObject([{ state: 'draft' }]);
  });

  it('is started by somebody, who is told what will happen', async () => {
    const { code, out } = await fitly('agent', 'start', AGENT, '--by', 'ann', '--note', 'go');
    expect(code).toBe(0);
    for (const words of ['Running.', 'audience', 'agent 70 %', '= 24', 'a Braze sandbox', `Next: fitly run ${AGENT}`])
      expect(out).toContain(words);
    expect(out).not.toContain('\u001b');
  });
});

describe('a change of a running agent', () => {
  beforeAll(() => rehearsal.play(1), 60_000);

  it('is told before it is kept: by validate, by diff as text and meaning, and by save', async () => {
    await edit(PERSONAL, PERSONAL + URGENT);
    const change = ['dimensions.subject_line.options.urgent', 'learning_kept'];
    const [code, [validated]] = await json<[Told]>('agent', 'validate', AGENT);
    expect([code, told(validated)]).toEqual([0, [change]]);
    expect((await fitly('agent', 'validate', AGENT)).out).toMatch(/Changes since version 1:\n {2}learning kept /);
    const diff = (await fitly('agent', 'diff', AGENT)).out;
    expect(diff).toContain('--- hillstrom, version 1\n+++ hillstrom, file on disk\n@@ -');
    expect(diff).toContain('\n+      - id: urgent\n');
    expect(diff).toContain('starts without experience');
    expect((await fitly('agent', 'save', AGENT, '--by', 'bob')).out).toContain('is version 2; it counts from the next');
    expect((await fitly('agent', 'save', AGENT)).out).toContain('Unchanged');
    expect((await fitly('agent', 'diff', AGENT)).out).toContain('are the same');
    expect((await json<Told>('agent', 'diff', AGENT, '--from', '1', '--to', '2'))[1]).toMatchObject({ from: 1, to: 2 });
  });

  it('that loses something waits for --yes', async () => {
    await edit('  - { attribute: newbie', '  # { attribute: newbie');
    const [code, waiting] = await json<Told>('agent', 'save', AGENT);
    expect([code, waiting]).toMatchObject([2, { saved: false, version: null }]);
    expect(told(waiting)).toEqual([['context.newbie', 'learning_partly_lost']]);
    expect((await fitly('agent', 'save', AGENT)).out).toContain(`Next: fitly agent save ${AGENT} --yes`);
    expect(await json('agent', 'save', AGENT, '--yes')).toMatchObject([0, { saved: true, version: 3 }]);
  });

  it('that is forbidden is refused by validate, save and run, which names the way out', async () => {
    await edit('horizon: 14 days', 'horizon: 7 days');
    const { code, out } = await fitly('agent', 'validate', AGENT);
    expect([code, out]).toEqual([3, expect.stringContaining('forbidden             success.horizon: 14 → 7')]);
    for (const command of [
      ['agent', 'save', AGENT, '--yes'],
      ['run', AGENT],
    ]) {
      const refused = await fitly(...command);
      expect(refused.code).toBe(3);
      expect(refused.err).toContain('success.horizon: was 14 so far and is 7 now');
    }
    await edit('horizon: 7 days', 'horizon: 14 days');
  });

  it('that nobody saved is told by the run that keeps it', async () => {
    await edit('agent: 70%', 'agent: 60%');
    await edit('holdout: 10%', 'holdout: 20%');
    const { code, out } = await fitly('run', AGENT);
    expect(code).toBe(0);
    expect(out).toContain('has changed since version 3; the run keeps it as version 4:');
    expect(out).toContain('new customers only    groups: agent 70 %, holdout 10 % → agent 60 %, holdout 20 %');
    expect(out.indexOf('new customers only')).toBeLessThan(out.indexOf('intake'));
  });
});

describe('undo', () => {
  it('writes an earlier version back, keeps a copy, and the text is the one that was saved', async () => {
    const before = await readFile(path(), 'utf8');
    const [code, restored] = await json<Told & { copy: string }>('agent', 'restore', AGENT, '--version', '3');
    expect(code).toBe(0);
    expect(told(restored)).toEqual([['groups', 'new_epoch']]);
    expect(await readFile(restored.copy, 'utf8')).toBe(before);
    expect(await readFile(path(), 'utf8')).toContain('agent: 70%');
    expect((await readdir(join(rehearsal.folder, 'agents'))).sort()).toHaveLength(2);
    expect((await json<object[]>('agent', 'list'))[1]).toHaveLength(1);
  });

  it('does not bring a retired id back, nor drop an option that ran', async () => {
    await edit('- id: urgent\n', '- id: urgent\n        state: retired\n');
    expect((await fitly('agent', 'save', AGENT)).code).toBe(2);
    expect((await fitly('agent', 'save', AGENT, '--yes')).code).toBe(0);
    const back = await fitly('agent', 'restore', AGENT, '--version', '2');
    expect([back.code, back.err]).toEqual([3, expect.stringContaining('ids are never reused')]);
    const older = await fitly('agent', 'restore', AGENT, '--version', '1');
    expect([older.code, older.err]).toEqual([3, expect.stringContaining('options.urgent: is gone')]);
    expect(await json('agent', 'restore', AGENT, '--version', '99')).toMatchObject([
      3,
      { error: { code: 'agent_version_unknown' } },
    ]);
    await edit('        state: retired\n', '');
    expect((await fitly('run', AGENT)).err).toContain('ids are never reused');
    expect((await fitly('agent', 'restore', AGENT, '--version', '5')).code).toBe(0);
  });

  it('brings a lost file back; its name is not given to another agent meanwhile', async () => {
    await rm(path());
    const again = await fitly('agent', 'new', AGENT);
    expect([again.code, again.err]).toEqual([3, expect.stringContaining('belongs to an agent that is running')]);
    expect((await fitly('agent', 'restore', AGENT, '--version', '5')).code).toBe(0);
    expect((await fitly('agent', 'validate', AGENT)).out).toContain('Unchanged since version 5');
  });
});

describe('holding and ending', () => {
  it('a paused agent says so in its run, and can be paused although its file is broken', async () => {
    const yaml = await readFile(path(), 'utf8');
    await writeFile(path(), 'no: agent');
    expect((await fitly('agent', 'pause', AGENT, '--note', 'summer sale', '--by', 'cleo')).out).toContain('Paused.');
    await writeFile(path(), yaml);
    expect((await fitly('run', AGENT)).out).toContain('decide paused');
    expect((await fitly('agent', 'resume', AGENT)).code).toBe(0);
  });

  it('stop explains itself without --yes and changes nothing; with it the agent is stopped for good', async () => {
    const explained = await fitly('agent', 'stop', AGENT);
    expect([explained.code, explained.out]).toEqual([2, expect.stringContaining('stopping is final')]);
    expect(await json('agent', 'stop', AGENT)).toMatchObject([2, { changed: false, state: 'running' }]);
    expect(await json('agent', 'stop', AGENT, '--yes')).toMatchObject([0, { changed: true, state: 'stopped' }]);
    expect((await fitly('agent', 'resume', AGENT)).err).toContain('nothing is allowed any more');
    expect((await fitly('agent', 'stop', AGENT)).code).toBe(3);
  });

  it('the history holds every state and version with who and what', async () => {
    const { code, out } = await fitly('agent', 'history', AGENT);
    expect(code).toBe(0);
    const lines = out
      .split('\n')
      .map((line) => line.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'WHEN').replaceAll(/ {2,}/g, '  '));
    for (const line of [
      'hillstrom is stopped.',
      'running  WHEN  ann  go',
      'paused  WHEN  cleo  summer sale',
      'version 1  WHEN  ann  first version',
      'version 2  WHEN  bob  dimensions.subject_line.options.urgent added',
    ])
      expect(lines).toContain(line);
    const [, history] = await json<{ states: { state: string }[]; versions: Told[] }>('agent', 'history', AGENT);
    expect(history.states.map(({ state }) => state)).toEqual(['running', 'paused', 'running', 'stopped']);
    expect(history.versions).toHaveLength(5);
    expect(told(history.versions[4]!)).toEqual([
      ['groups', 'new_epoch'],
      ['dimensions.subject_line.options.urgent.state', 'learning_kept'],
    ]);
  });
});
