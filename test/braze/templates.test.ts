/** `fitly braze templates`: content goes from Braze into an agent file and back, judged by both. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace, openWorkspace, planPush, pushTemplates, writeEdit } from '@fitly/service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { arm } from './fixture.ts';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const state = {
  version: 1 as const,
  keys: [
    { key: 'everything', permissions: 'all' as const },
    { key: 'only-looks', permissions: ['templates.email.list', 'templates.email.info'] },
  ],
  users: [{ external_id: 'ada', email: 'ada@example.com' }],
  templates: [
    { id: 'tpl-1', template_name: 'Winter Sale!', subject: 'Snow', body: '<p>Snow</p>', tags: ['winter'] },
    { id: 'tpl-2', template_name: 'winter-sale', subject: 'Ice', body: '<p>Ice</p>', preheader: 'Cold' },
    { id: 'tpl-3', template_name: 'Spring', subject: 'Green', body: '<p>Green</p>' },
  ],
};

/** An agent whose messages carry their content, with comments that must survive. */
const AGENT = `name: winback
timeZone: Europe/Madrid     # where we are
audience: { segments: [7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10] }
success: { event: purchase }
dimensions:
  - id: creative
    kind: template
    options:
      # the first one
      - id: plain
        values: { body: "<p>Plain</p>" }   # as it was
  - id: subject_line
    kind: content
    options:
      - { id: short, values: { subject: "Hi" } }
delivery:
  mode: message
  connection: sandbox
  ids:
    plain: news/a           # the only variation
  message: { channel: email, fields: { app_id: shop, from: "Shop <shop@example.com>" } }
`;

let sandbox: Sandbox;
let folder: string;
const fitly = (...args: string[]) => callFitly([...args, '--folder', folder]);
const templates = (...args: string[]) => fitly('braze', 'templates', ...args);
const path = (): string => join(folder, 'agents', 'winback.yaml');
const yaml = (): Promise<string> => readFile(path(), 'utf8');
const added = async (): Promise<string[]> => (await yaml()).split('\n').filter((line) => !AGENT.includes(line));

const folders: string[] = [];
/** In a workspace of its own, where nothing was pushed yet. */
async function begin(agent: string): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
  folders.push(folder);
  await createWorkspace({ folder, sandboxUrl: sandbox.url, sandboxKey: 'everything', env: {} });
  await writeFile(path(), agent);
}
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
  await begin(AGENT);
});
afterAll(async () => {
  await sandbox.close();
  for (const each of folders) rmSync(each, { recursive: true });
});
beforeEach(() => writeFile(path(), AGENT));

describe('fitly braze templates import', () => {
  const creative = ['import', 'winback', '--dimension', 'creative', '--target', 'news/b'];

  test('adds an option for each template, with its target, and touches no other character of the file', async () => {
    const { code, out } = await templates(...creative, '--search', 'WINTER', '--yes');
    expect([code, out]).toEqual([0, expect.stringContaining('Written to')]);
    const expected = AGENT.replace(
      '# as it was\n',
      [
        '# as it was',
        ...[
          '      - id: winter_sale',
          '        label: Winter Sale!',
          '        values:',
          '          email_template_id: tpl-1',
        ],
        ...[
          '      - id: winter_sale_2',
          '        label: winter-sale',
          '        values:',
          '          email_template_id: tpl-2\n',
        ],
      ].join('\n'),
    ).replace('# the only variation\n', '# the only variation\n    winter_sale: news/b\n    winter_sale_2: news/b\n');
    expect(await yaml()).toBe(expected);
    expect((await fitly('agent', 'validate', path())).code).toBe(0);
  });

  test('a second time nothing is left to do, and a template that came since is the only one added', async () => {
    await templates(...creative, '--id', 'tpl-1', '--yes');
    const again = await templates(...creative, '--id', 'tpl-1', '--yes');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to import') });
    const { code, out } = await templates(...creative, '--json', '--yes');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      changed: true,
      there: [{ templateId: 'tpl-1', option: 'winter_sale' }],
      added: [
        { templateId: 'tpl-2', id: 'winter_sale_2' },
        { templateId: 'tpl-3', id: 'spring' },
      ],
    });
  });

  test('shows the diff and writes nothing in a dry run, or where nobody has agreed', async () => {
    const dry = await templates(...creative, '--dry-run');
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('\n+      - id: spring\n') });
    const silent = await templates(...creative);
    expect(silent).toMatchObject({ code: 2, out: expect.stringContaining('again with --yes') });
    expect(JSON.parse((await templates(...creative, '--json')).out)).toMatchObject({ changed: false, needs: '--yes' });
    expect(await yaml()).toBe(AGENT);
  });

  test('other parts of a template become values under other names', async () => {
    const values = ['--value', 'subject=subject', '--value', 'preheader=preheader'];
    const dimension = ['import', 'winback', '--dimension', 'subject_line', ...values];
    const { code, err } = await templates(...dimension, '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(await added()).toEqual(expect.arrayContaining(['          subject: Ice', '          preheader: Cold']));
    expect((await templates(...dimension, '--yes')).out).toContain('Nothing to import');
  });

  test('what it means for an agent that has a past is said as by agent diff', async () => {
    await fitly('agent', 'start', 'winback');
    const { out } = await templates(...creative, '--id', 'tpl-3', '--dry-run');
    expect(out).toContain('What it means for the agent:');
    expect(out).toMatch(
      /dimensions\.creative\.options\.spring: added \(Spring\)\n +free to change: no run rests on it yet/,
    );
  });

  test.each<[string, string[], string]>([
    ['a dimension that is not there', ['--dimension', 'creativ'], 'did you mean `creative`?'],
    ['a template that is not there', [...creative.slice(2), '--id', 'tpl-9'], 'did you mean `tpl-1`?'],
    ['a search that finds nothing', [...creative.slice(2), '--search', 'autumn'], 'no e-mail template with "autumn"'],
    ['no target for a template dimension', creative.slice(2, 4), 'need a target each'],
    ['a target for another dimension', ['--dimension', 'subject_line', '--target', 'news/b'], 'have no target'],
    ['a part that no template has', [...creative.slice(2), '--value', 'subject=sujbect'], 'did you mean `subject`?'],
    ['a value that is no field', [...creative.slice(2), '--value', 'headline=subject'], 'no field "headline"'],
    ['a target of the wrong form', ['--dimension', 'creative', '--target', 'news'], 'CAMPAIGN_ID/VARIATION_ID'],
  ])('%s is refused in words, and nothing is written', async (_, args, words) => {
    const { code, err } = await templates('import', 'winback', ...args, '--yes');
    expect([code, err]).toEqual([3, expect.stringContaining(words)]);
    expect(await yaml()).toBe(AGENT);
  });
});

describe('fitly braze templates push', () => {
  const push = (...args: string[]) => templates('push', 'winback', ...args);
  const CREATIVE = AGENT.replace(
    'values: { body: "<p>Plain</p>" }   # as it was',
    'values: { body: "<p>Plain</p>", preheader: Look }   # as it was\n      - id: rich\n        label: Rich one\n        values: { body: "<p>Rich</p>" }',
  ).replace('plain: news/a ', 'rich: news/b\n    plain: news/a ');
  const edit = async (from: string, to: string) => writeFile(path(), (await yaml()).replace(from, to));
  const inBraze = async () => {
    const { templates: all } = (await call('GET', '/templates/email/list')) as { templates: Listed[] };
    return all.filter(({ template_name: name }) => name.startsWith('fitly/'));
  };
  const info = (id: string) => call('GET', `/templates/email/info?email_template_id=${id}`);
  const call = async (method: string, url: string, body?: object): Promise<unknown> => {
    const headers = { authorization: 'Bearer everything', 'content-type': 'application/json' };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return (await fetch(sandbox.url + url, init)).json();
  };
  interface Listed {
    readonly email_template_id: string;
    readonly template_name: string;
  }

  beforeEach(async () => {
    await call('POST', '/sandbox/reset', {});
    await begin(CREATIVE);
  });

  test('creates one for each option with a body, once; then changes only what is another text now', async () => {
    const first = await push('--yes');
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/created +fitly\/winback\/plain +[\da-f-]{36}\n/),
    ]);
    const made = await inBraze();
    expect(made.map(({ template_name: name }) => name)).toEqual(['fitly/winback/plain', 'fitly/winback/rich']);
    const [plain, rich] = made.map(({ email_template_id: id }) => id);
    expect(await info(plain!)).toMatchObject({ subject: 'plain', preheader: 'Look', body: '<p>Plain</p>' });
    expect(await info(rich!)).toMatchObject({ subject: 'Rich one', body: '<p>Rich</p>' });

    expect(await push('--yes')).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to push') });
    expect(await inBraze()).toHaveLength(2);

    await edit('"<p>Plain</p>", preheader: Look', '"<p>Plainer</p>"');
    const second = JSON.parse((await push('--yes', '--json')).out);
    expect(second.steps).toMatchObject([
      {
        kind: 'update',
        changes: [
          { text: 'preheader', before: 'Look', after: '' },
          { text: 'body', before: '<p>Plain</p>', after: '<p>Plainer</p>' },
        ],
      },
      { kind: 'unchanged' },
    ]);
    expect(second.outcomes).toMatchObject([{ state: 'updated', templateId: plain }, { state: 'unchanged' }]);
    expect(await info(plain!)).toMatchObject({ preheader: '', body: '<p>Plainer</p>' });
  });

  test('nothing is written in a dry run, or where nobody has agreed', async () => {
    expect(await push('--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringContaining('create     fitly/winback/plain'),
    });
    expect(await push()).toMatchObject({ code: 2, out: expect.stringContaining('again with --yes') });
    expect(await inBraze()).toEqual([]);
  });

  test('what somebody changed in Braze is not overwritten, and what they wrote can be taken over', async () => {
    await push('--yes');
    const [plain] = await inBraze();
    await call('POST', '/templates/email/update', { email_template_id: plain?.email_template_id, body: '<p>Mine</p>' });
    await edit('<p>Rich</p>', '<p>Richer</p>');
    const refused = await push('--yes');
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('template_conflict') });
    expect(refused.err).toContain('somebody has changed it in Braze since it was pushed; it differs in body');
    expect(await info((await inBraze())[1]!.email_template_id)).toMatchObject({ body: '<p>Rich</p>' });
    await edit('<p>Plain</p>', '<p>Mine</p>');
    const { outcomes } = JSON.parse((await push('--yes', '--json')).out);
    expect(outcomes).toMatchObject([{ state: 'unchanged' }, { state: 'updated' }]);
  });

  test('two templates of one name, and one that was made by hand, are conflicts', async () => {
    const twin = { template_name: 'fitly/winback/plain', subject: 'S', body: 'B' };
    await call('POST', '/templates/email/create', twin);
    expect((await push('--yes')).err).toContain('it was not pushed from here');
    await call('POST', '/templates/email/create', twin);
    expect((await push('--yes')).err).toContain('Braze has 2 templates of this name');
    expect(await inBraze()).toHaveLength(2);
  });

  test('a lost answer is found out by the next push: nothing is made twice', async () => {
    await arm(sandbox, { request: { kind: 'drop_after_accept', paths: ['/templates/email/create'] } });
    const lost = await push('--yes');
    expect([lost.code, lost.out]).toEqual([4, expect.stringContaining('nobody knows whether Braze has taken it')]);
    expect(lost.out).toContain('not tried  fitly/winback/rich');
    await edit('<p>Plain</p>', '<p>Plainer</p>');
    expect(await push('--yes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/updated +fitly\/winback\/plain/),
    });
    expect(await inBraze()).toHaveLength(2);
  });

  test('--write-ids puts the id of each template into its option, and says what that means', async () => {
    const { code, out } = await push('--write-ids', '--yes');
    expect([code, out]).toEqual([0, expect.stringContaining('Pushed, and ids written to')]);
    const [plain, rich] = (await inBraze()).map(({ email_template_id: id }) => id);
    expect(await yaml()).toContain(
      `values: { body: "<p>Plain</p>", preheader: Look, email_template_id: ${plain} }   # as`,
    );
    expect(await yaml()).toContain(`values: { body: "<p>Rich</p>", email_template_id: ${rich} }`);
    expect(await push('--write-ids', '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing to push'),
    });
  });

  test('what changed between the plan and the yes is found out, and nothing is written', async () => {
    const request = { agentName: 'winback', writeIds: true };
    const workspace = await openWorkspace({ folder, now: Date.now, env: {}, lockFor: 'a test' });
    try {
      const plan = await planPush(workspace, request);
      await edit('<p>Rich</p>', '<p>Richer</p>');
      await expect(pushTemplates(workspace, request, plan)).rejects.toMatchObject({ code: 'template_unusable' });
      expect(await inBraze()).toEqual([]);
      await expect(writeEdit(plan.edit!)).rejects.toMatchObject({ code: 'agent_file_invalid' });
      expect(await yaml()).not.toContain('email_template_id');
    } finally {
      await workspace.close();
    }
  });

  test('a key that may not write is told, and an agent without a body has nothing to push', async () => {
    await writeFile(join(folder, 'secrets', 'braze-sandbox.key'), 'only-looks');
    expect(await push('--yes')).toMatchObject({ code: 4, out: expect.stringContaining('Access Denied') });
    await writeFile(join(folder, 'secrets', 'braze-sandbox.key'), 'everything');
    await writeFile(path(), AGENT.replace('body: "<p>Plain</p>"', 'email_template_id: tpl-1'));
    expect(await push('--yes')).toMatchObject({
      code: 3,
      err: expect.stringContaining('no option of winback has a body'),
    });
    const sms = [
      'channel: email, fields: { app_id: shop, from: "Shop <shop@example.com>" }',
      'channel: sms, fields: { app_id: shop, subscription_group_id: s }',
    ] as const;
    await writeFile(path(), AGENT.replace(...sms).replace('values: { subject: "Hi" }', 'tags: [short]'));
    expect(await push('--yes')).toMatchObject({ code: 3, err: expect.stringContaining('go by sms') });
  });
});
