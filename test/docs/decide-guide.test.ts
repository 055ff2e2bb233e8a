/** The guide of decisions on request is true: its agent runs, its calls are answered in the form it shows, and its Liquid asks and renders. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPreviewer } from '@fitly/braze';
import { externalIdOf } from '@fitly/braze-sandbox';
import { DECIDE_REASONS } from '@fitly/contract/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type ServedWorkspace, serveApi } from '../support/serve-api.ts';

const page = await readFile(new URL('../../docs/guides/decide-api.md', import.meta.url), 'utf8');
const block = (head: string): string => page.split(`\`\`\`${head}\n`)[1]!.split('\n```')[0]!;

let rehearsal: Rehearsal;
let server: ServedWorkspace;
let key = '';
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 100 });
  await writeFile(join(rehearsal.folder, 'agents', 'banner.yaml'), block('yaml banner.yaml'));
  for (const [, command = ''] of page.matchAll(/^\$ fitly (.+)$/gm)) {
    const called = await callFitly(command.replace('fitly-demo', rehearsal.folder).split(' '));
    expect(called.code, `${command}\n${called.err}`).toBe(0);
    key = /fitly_[\w-]+/.exec(called.out)?.[0] ?? key;
  }
  server = await serveApi(rehearsal.folder);
}, 60_000);
afterAll(async () => {
  await server?.close();
  await rehearsal?.close();
});

async function post(address: string, body: string, token = key) {
  const path = new URL(address).pathname;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(new URL(path, server.url), { method: 'POST', headers, body });
  return { status: response.status, answer: (await response.json()) as Answer };
}

interface Answer {
  readonly results: readonly {
    readonly reason: string;
    readonly decision: { readonly decisionId: string; readonly properties: Record<string, string> } | null;
  }[];
}

const addressOf = (operation: string): string => new RegExp(`http://\\S+/${operation}`).exec(page)![0];
const keysOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, one]) => [
          name,
          name === 'action' || name === 'properties' ? null : keysOf(one),
        ]),
      )
    : null;

test('its calls are answered in the form that it shows, with a key that can do nothing else', async () => {
  const { status, answer } = await post(addressOf('decide'), block('json decide.json'));
  const shown = JSON.parse(block('json answer')) as Answer;
  expect([status, keysOf(answer)]).toEqual([200, keysOf(shown)]);
  const customers = Array.from({ length: 60 }, (_, n) => ({ customer: externalIdOf(n) }));
  const { answer: more } = await post(addressOf('decide'), JSON.stringify({ customers }));
  const chosen = more.results.find(({ reason }) => reason === 'chosen')!;
  expect(keysOf(chosen)).toEqual(keysOf(shown.results[0]));
  const activate = block('json activate.json').replace(/[0-9a-f]{32}/, chosen.decision!.decisionId);
  expect((await post(addressOf('activate'), activate)).answer).toMatchObject({ activated: 1, unknown: 0 });
  const agents = await fetch(new URL('/api/v1/agents', server.url), { headers: { authorization: `Bearer ${key}` } });
  expect(agents.status).toBe(403);
});

test('its table has every reason', () => {
  for (const reason of Object.keys(DECIDE_REASONS)) expect(page).toContain(`\`${reason}\``);
});

/** Renders as Braze does: the call is made by what stands before it, and the rest has its answer. */
test('its Liquid asks for the customer and renders what was decided', async () => {
  const [, asked = '', call = '', rest = ''] =
    /\{% capture asked %\}([\s\S]*?)\{% endcapture %\}\n\{% connected_content ([\s\S]*?) %\}\n([\s\S]*)/.exec(
      block('liquid'),
    )!;
  expect(call).toMatch(/ :method post .* :body \{\{asked\}\} :content_type application\/json :retry :save answer$/);
  const previewer = createPreviewer();
  const render = async (template: string, customer: string, answer: unknown) =>
    previewer.preview({
      ...{ template, customAttributes: { recency: 4 }, profile: { user_id: customer } },
      properties: { answer } as never,
    });
  const told = new Map<string, string>();
  try {
    for (const customer of Array.from({ length: 60 }, (_, n) => externalIdOf(n))) {
      const body = await render(asked, customer, null);
      const { status, answer } = await post(call.split(' ')[0]!, body.kind === 'rendered' ? body.text : '');
      expect(status).toBe(200);
      const { reason, decision } = answer.results[0]!;
      if (told.has(reason)) continue;
      const message = await render(
        rest.replace('= answer.results', '= api_trigger_properties.answer.results'),
        customer,
        answer,
      );
      told.set(reason, message.kind === 'rendered' ? message.text.trim() : message.kind);
      if (reason === 'chosen') expect(told.get(reason)).toBe(decision!.properties['headline']);
    }
  } finally {
    await previewer.close();
  }
  expect(Object.fromEntries(told)).toMatchObject({ business_as_usual: 'Welcome back', holdout: 'aborted' });
});
