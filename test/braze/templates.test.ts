/** `fitly braze templates`: content goes from Braze into an agent file, judged by both. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace } from '@fitly/service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

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

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
  folder = mkdtempSync(join(tmpdir(), 'templates-'));
  await createWorkspace({ folder, sandboxUrl: sandbox.url, sandboxKey: 'everything', env: {} });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
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
