/** `fitly preflight` and `fitly braze` against a dashboard in which everything that can be wrong is wrong once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import type { PreflightFinding } from '@fitly/service';
import { createWorkspace } from '@fitly/service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const body = (...names: string[]): string =>
  `${names.map((name) => `{{api_trigger_properties.$\u007b${name}}}}`).join(' ')}{% message_extras :key decision_id :value {{api_trigger_properties.$\u007bdecision_id}}} %}`;
const mail = (id: string, text: string) => ({ id, channel: 'email' as const, content: { subject: 'Hi', body: text } });
const good = body('subject_line');
const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';

const state = {
  version: 1 as const,
  keys: [
    { key: 'everything', permissions: 'all' as const },
    { key: 'no-export', permissions: ['campaigns.trigger.send', 'campaigns.details', 'segments.details'] },
  ],
  users: [{ external_id: 'ada', email: 'ada@example.com' }],
  segments: [
    {
      id: SEGMENT,
      name: 'Everybody',
      members: 'everyone' as const,
      tags: ['winter'],
      analytics_tracking_enabled: true,
    },
    { id: 'untracked', name: 'Nobody counts', members: 'everyone' as const, analytics_tracking_enabled: false },
  ],
  campaigns: [
    { id: 'good', name: 'Winter offer', tags: ['winter'], messages: [mail('a', good)] },
    { id: 'paused', enabled: false, messages: [mail('b', good)] },
    { id: 'draft', draft: true, messages: [mail('c', good)] },
    { id: 'archived', archived: true, messages: [mail('d', good)] },
    { id: 'timed', schedule_type: 'time_based' as const, messages: [mail('e', good)] },
    { id: 'control', messages: [mail('f', good), { id: 'f2', channel: 'email' as const, control: true }] },
    { id: 'two', messages: [mail('g', good), mail('g2', good)] },
    { id: 'never-shown', messages: [mail('h', body())] },
    { id: 'never-passed', messages: [mail('i', body('subject_line', 'offer'))] },
    {
      id: 'api',
      name: 'Content of the request',
      schedule_type: 'api_campaign' as const,
      messages: [
        { id: 'mail', channel: 'email' as const },
        { id: 'text', channel: 'sms' as const },
        { id: 'ios', channel: 'push' as const },
        { id: 'android', channel: 'push' as const },
      ],
    },
    { id: 'stopped', schedule_type: 'api_campaign' as const, enabled: false, messages: [mail('k2', good)] },
    { id: 'broken', messages: [mail('j', '{{api_trigger_properties.$\u007bsubject_line} | ')] },
  ],
  canvases: [
    {
      id: 'canvas',
      name: 'Journey',
      variants: [{ id: 'v', first_step_id: 's' }],
      steps: [
        {
          id: 's',
          messages: [mail('k', '{{context.$\u007bsubject_line}}}{% message_extras :key decision_id :value 1 %}')],
        },
      ],
    },
  ],
  templates: [
    { id: 'tpl', template_name: 'Base', subject: 'S', body: '<p>T</p>', tags: ['winter'] },
    { id: 'asks', template_name: 'Asks', subject: 'S', body: '<p>{{api_trigger_properties.$\u007boffer}}}</p>' },
  ],
};

let sandbox: Sandbox;
let folder: string;
let yaml: string;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: false, startAt, state });
  folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  await createWorkspace({ folder, sandboxUrl: sandbox.url, sandboxKey: 'everything', env: {} });
  await fitly('agent', 'new', 'winback');
  yaml = await readFile(agentPath(), 'utf8');
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => use('good'));

const agentPath = (): string => join(folder, 'agents', 'winback.yaml');
const fitly = (...args: string[]) => callFitly([...args, '--folder', folder]);
const key = (text: string) => writeFile(join(folder, 'secrets', 'braze-sandbox.key'), text);
const use = (id: string, more: readonly (readonly [string, string])[] = []) => {
  const changed = [['c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01', id] as const, ...more];
  return writeFile(
    agentPath(),
    changed.reduce((text, [from, to]) => text.replace(from, to), yaml),
  );
};
async function preflight(...args: string[]): Promise<{ code: number; findings: readonly PreflightFinding[] }> {
  const { code, out, err } = await fitly('preflight', 'winback', '--json', ...args);
  if (out === '') throw new Error(err);
  return { code, findings: JSON.parse(out).findings };
}
const wrong = (findings: readonly PreflightFinding[]): string[] =>
  findings.filter(({ state: found }) => found === 'failed' || found === 'warning').map(({ found }) => found);

describe('fitly preflight', () => {
  test('an agent in order passes; what Braze does not tell is listed to be confirmed, and nothing is sent', async () => {
    const { code, findings } = await preflight();
    expect([code, wrong(findings)]).toEqual([0, []]);
    expect(findings.filter(({ state: found }) => found === 'to_confirm').map(({ check }) => check)).toEqual([
      're_eligibility',
      'no_control_group',
      're-eligibility probe',
    ]);
    expect(sandbox.journal()).toEqual([]);
    const { out } = await fitly('preflight');
    expect(out).toContain('Nothing speaks against running winback. 3 thing(s) to confirm');
  });

  test.each<[string, number, string]>([
    ['nobody', 6, 'Braze knows no nobody'],
    ['paused', 6, 'is paused: triggers are taken and nothing is sent'],
    ['draft', 6, 'is a draft'],
    ['archived', 6, 'is archived'],
    ['timed', 6, 'is time_based, not API-triggered'],
    ['control', 6, 'has a control group'],
    ['two', 0, 'has 2 variations: Braze chooses among them'],
    ['never-shown', 6, '"subject_line" is chosen and passed, but the template never shows it'],
    ['never-passed', 6, 'The template expects "offer", which no dimension passes'],
    ['broken', 6, 'campaign'],
  ])('a campaign that is %s: exit %d, "%s"', async (id, exit, words) => {
    await use(id);
    const { code, findings } = await preflight();
    expect(code).toBe(exit);
    expect(wrong(findings).join('\n')).toContain(words);
  });

  test('a canvas is read through its context', async () => {
    await use('canvas', [['mode: campaign', 'mode: canvas']]);
    const { code, out, err } = await fitly('preflight', 'winback', '--json');
    // Where this version cannot run a canvas yet, its file is refused before anything is asked.
    if (code === 3) return expect(out + err).toContain('agent_file_invalid');
    expect([code, wrong(JSON.parse(out).findings)]).toEqual([0, []]);
  });

  test('a segment that is not there fails', async () => {
    await use('good', [[SEGMENT, 'elsewhere']]);
    expect(await preflight()).toMatchObject({ code: 6 });
  });

  test('a key is judged by its permissions, each under its real name', async () => {
    await key('no-export');
    const narrow = await preflight();
    expect(narrow.code).toBe(6);
    expect(narrow.findings.filter(({ state: found }) => found === 'failed')).toMatchObject([
      {
        check: 'permission users.export.segment',
        next: expect.stringContaining('create a key with users.export.segment'),
      },
    ]);
    await key('nobody');
    const refused = await fitly('preflight', 'winback');
    expect(refused.code).not.toBe(0);
    expect(refused.out + refused.err).not.toContain('nobody');
    await key('everything');
  });

  test('what somebody has looked up is confirmed with a name, until the campaign is another one', async () => {
    const confirmed = async (): Promise<string | undefined> =>
      (await preflight()).findings.find(({ check }) => check === 're_eligibility')?.found;
    await preflight('--attest', 're_eligibility', '--by', 'ann');
    expect(await confirmed()).toContain('confirmed by ann on 20');
    // Hours 8, 12 and 18, one decision in seven days: 6 days and 4 hours, less one for daylight saving.
    expect(await confirmed()).toContain('below 147 hours');
    await use('two');
    expect(await confirmed()).toContain('ann on');
    expect((await preflight()).findings.find(({ check }) => check === 're_eligibility')?.state).toBe('to_confirm');
  });

  /** The agent in mode `message`: `more` fields beside those of the channel. */
  const direct = (target: string, channel = 'email', more = 'email_template_id: tpl') => {
    const own = { email: 'app_id: shop, from: "Shop <s@example.com>", ', sms: 'app_id: shop, ', push: '' }[channel];
    const shown = { email: 'subject', sms: 'body', push: 'alert' }[channel];
    return use('good', [
      ['default: good', `default: ${target}`],
      ['mode: campaign', 'mode: message'],
      ['placeholders: [subject_line]', `message: { channel: ${channel}, fields: { ${own}${more} } }`],
      ['values: { subject_line: ', `values: { ${shown}: `],
      ['values: { subject_line: ', `values: { ${shown}: `],
    ]);
  };
  const GROUP = 'subscription_group_id: 3d7a4c1e-0000-4000-8000-000000000001';

  test('a message in order passes: its campaign, variation, template and texts are looked at', async () => {
    await direct('api/mail');
    const { code, findings } = await preflight();
    expect([code, wrong(findings)]).toEqual([0, []]);
    const told = (check: string) => findings.find((one) => one.check === check)?.found;
    expect(told('target default')).toContain('is active, an API campaign, and the variation is its own');
    expect(told('template tpl')).toBe('"Base", for message');
    expect(told('texts')).toContain('all 3 can be read');
    // A campaign of the request has no re-eligibility.
    expect(findings.filter(({ state: found }) => found === 'to_confirm').map(({ check }) => check)).toEqual([
      'no_control_group',
    ]);
    await direct('api/apple:ios/android:android', 'push', 'title: Hi');
    expect(wrong((await preflight()).findings)).toEqual([]);
  });

  test.each<[string, number, string, [string, string?, string?]]>([
    ['a campaign that is not there', 6, 'Braze knows no campaign gone', ['gone/mail']],
    ['one that is triggered', 6, 'is no API campaign', ['two/g']],
    ['one that is stopped', 6, 'is stopped', ['stopped/k2']],
    ['a variation of another one', 6, 'has no message variation a; it has: mail, text, ios', ['api/a']],
    ['a variation of another channel', 6, 'for channel sms: Braze refuses a message of email', ['api/text']],
    [
      'an Android push under it',
      6,
      'Braze refuses a message of android_push',
      ['api/apple:ios/android:mail', 'push', 'title: Hi'],
    ],
    [
      'a template that vanished',
      6,
      'Braze knows no such e-mail template (any more)',
      ['api/mail', 'email', 'email_template_id: gone'],
    ],
    [
      'a template that expects a property',
      6,
      'The template expects "offer"',
      ['api/mail', 'email', 'email_template_id: asks'],
    ],
    ['a text that is no Liquid', 6, '', ['api/mail', 'email', 'email_template_id: tpl, preheader: "{{ broken"']],
    ['an app id of no form', 0, '"shop" has not the form of an identifier', ['api/text', 'sms', GROUP]],
  ])('a message with %s: exit %d, "%s"', async (_, exit, words, [target, channel, more]) => {
    await direct(target, channel, more);
    const { code, findings } = await preflight();
    expect([code, wrong(findings)]).toEqual([exit, [expect.stringContaining(words)]]);
  });

  test('fitly agent start says it as warnings, and starts', async () => {
    await use('paused');
    const { code, out } = await fitly('agent', 'start', 'winback');
    expect(code).toBe(0);
    expect(out).toContain('Running.');
    expect(out).toMatch(/failed {6}target default: campaign .* is paused/);
  });
});

describe('fitly braze', () => {
  const list = async (...args: string[]) => JSON.parse((await fitly('braze', ...args, '--json')).out);

  test('campaigns with state and trigger, archived ones left out', async () => {
    const { campaigns } = await list('campaigns');
    const states = campaigns.map(({ id, state: found }: { id: string; state: string }) => `${id} ${found}`);
    expect(states).toContain('good active');
    expect(states).toContain('paused paused');
    expect(states).toContain('draft draft');
    expect(states.join()).not.toContain('archived');
  });

  test('a search looks at name, id and tags', async () => {
    expect((await list('campaigns', '--search', 'WINTER')).campaigns).toMatchObject([
      { id: 'good', name: 'Winter offer', tags: ['winter'], state: 'active', trigger: 'api_triggered' },
    ]);
    expect((await fitly('braze', 'campaigns', '--search', 'summer')).out).toBe('No campaigns with "summer".\n');
  });

  test('segments with their size, canvases, and templates, as tables', async () => {
    expect((await list('segments')).segments).toMatchObject([
      { id: SEGMENT, size: 1 },
      { id: 'untracked', size: null },
    ]);
    expect((await fitly('braze', 'segments')).out).toMatch(/Nobody counts +not tracked/);
    expect((await fitly('braze', 'canvases')).out).toMatch(/canvas +Journey .* active +api_triggered/);
    expect((await fitly('braze', 'templates')).out).toMatch(/tpl +Base +winter/);
  });
});
