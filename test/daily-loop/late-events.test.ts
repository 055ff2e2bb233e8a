/** What is told late of a day that was measured: by a feed, an export or an import, segments add up to everybody all the same. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import type { Report } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { loadReport } from '@fitly/service';
import { expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { expectSegmentsToAddUp } from '../support/segments-add-up.ts';

const [first, second] = daysFrom(2) as [Day, Day];
const CUSTOMERS = 40;
/** After the run of the first day, and before that of the second, which begins at 11:00 UTC. */
const [EVENING, NIGHT] = [`${first}T20:00:00Z`, `${second}T08:00:00Z`];
const everyOtherDay = (yaml: string): string => yaml.replace('every: 14 days', 'every: 2 days');

const performanceOf = async (rehearsal: Rehearsal) =>
  ((await rehearsal.inside((workspace) => loadReport(workspace, AGENT))) as Report).performance!;
const totalOf = ({ kpis }: NonNullable<Report['performance']>, id: string): number =>
  kpis.find((kpi) => kpi.id === id)!.card.reduce((sum, { numerator }) => sum + numerator, 0);

it('an event of a KPI that a file brings late, and what was accepted then', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-late-'));
  await mkdir(join(folder, 'shop'));
  const feed = `
feeds:
  shop:
    kind: events
    format: jsonl
    folder: ${join(folder, 'shop')}
    columns: { customer: who, event: what, at: when }
`;
  const rehearsal = await startRehearsal({
    customers: CUSTOMERS,
    edit: (yaml) => `${everyOtherDay(yaml)}\nkpis:\n  - { id: carts, event: add_to_cart }\n`,
    editWorkspace: (yaml) => yaml + feed,
  });
  const bring = (name: string, ...rows: readonly (readonly [customer: number, what: string, when: string])[]) =>
    writeFile(
      join(folder, 'shop', name),
      rows.map(([customer, what, when]) => JSON.stringify({ who: externalIdOf(customer), what, when })).join('\n'),
    );
  try {
    await rehearsal.play(1);
    await bring('1.jsonl', [0, 'visit', EVENING], [1, 'add_to_cart', EVENING]);
    await rehearsal.play(1);
    await bring('2.jsonl', [2, 'add_to_cart', NIGHT], [3, 'add_to_cart', `${second}T14:00:00Z`]);
    // As if what was accepted on the second day were put in doubt by something that comes later.
    await rehearsal.inside(({ store }) =>
      store.state.db
        .updateTable('batches')
        .set({ state: 'in_doubt' })
        .where('agent', '=', AGENT as AgentName)
        .where('day', '=', second)
        .execute(),
    );
    await rehearsal.play(1);
    const performance = await performanceOf(rehearsal);
    expect(totalOf(performance, 'carts')).toBe(3);
    expect(totalOf(performance, 'messages_per_customer')).toBeGreaterThan(CUSTOMERS / 2);
    expectSegmentsToAddUp(performance);
  } finally {
    await rehearsal.close();
    await rm(folder, { recursive: true, force: true });
  }
});

it('a success that an export tells late, and one of an import after it', async () => {
  const rehearsal = await startRehearsal({ customers: CUSTOMERS, edit: everyOtherDay });
  try {
    await rehearsal.play(2);
    const { url, apiKey } = rehearsal.sandbox;
    await fetch(`${url}/users/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events: [{ external_id: externalIdOf(0), name: 'visit', time: EVENING }] }),
    });
    await rehearsal.play(1);
    const exported = await performanceOf(rehearsal);
    expect(totalOf(exported, 'metric_per_customer')).toBeGreaterThan(0);
    expectSegmentsToAddUp(exported);

    await writeFile(
      join(rehearsal.folder, 'orders.csv'),
      `customer,event,at\n${[1, 2].map((customer) => `${externalIdOf(customer)},visit,${NIGHT}`).join('\n')}\n`,
    );
    const args = ['import', 'orders.csv', '--kind', 'events', '--id', 'customer', '--instead-of-exports'];
    expect(await callFitly([...args, '--folder', rehearsal.folder], rehearsal.folder)).toMatchObject({ code: 0 });
    await rehearsal.play(1);
    const imported = await performanceOf(rehearsal);
    expect(totalOf(imported, 'metric_per_customer')).toBe(totalOf(exported, 'metric_per_customer') + 2);
    expectSegmentsToAddUp(imported);
  } finally {
    await rehearsal.close();
  }
});
