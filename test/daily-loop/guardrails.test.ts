/** A guardrail in the running product: complaints of the agent's customers pause it, are told, and a person can go on. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import { asAgentName } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { ACCEPTED_SENDS, loadReport, moveAgent } from '@fitly/service';
import { currentAgentState, customerKey, enrolments, valuesOf } from '@fitly/store';
import { expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const NAME = asAgentName(AGENT);
const CUSTOMERS = 120;
const FEED = `
feeds:
  support:
    kind: events
    format: csv
    folder: support
    columns: { customer: customer, at: at, event: what }
`;
const RAILS = `
guardrails:
  - { id: complaints, event: complaint, limit: 20%, then: pause }
  - { id: unsubscribes, event: message.unsubscribe, per: send, limit: 20% }
  - { id: per_mail, event: complaint, per: send, against: absolute, limit: 1% }
  - { id: beside_others, event: complaint, against: business_as_usual, limit: 0% }
`;
/** Somebody is served by other campaigns. */
const withUsualBusiness = (yaml: string): string =>
  yaml
    .replace('random_control: 20%', 'random_control: 15%')
    .replace('holdout: 10%', 'holdout: 5%')
    .replace('business_as_usual: 0%', 'business_as_usual: 10%');
/** What the newest run has left for the next: days and sends in all. */
const carried = (rehearsal: Rehearsal) =>
  rehearsal.inside(async ({ store }) => {
    const files = await store.lake.files({ table: ACCEPTED_SENDS, agent: NAME });
    const columns = await store.lake.read({ table: ACCEPTED_SENDS, agent: NAME });
    const sends = valuesOf(columns, 'sends', 'float64').reduce((sum, each) => sum + each, 0);
    return { days: files.map(({ day }) => day), sends };
  });
const received = ({ sandbox }: Rehearsal): number =>
  sandbox.journal().reduce((sum, { recipients }) => sum + recipients.length, 0);

/** Half of the agent's customers complain, and nobody else. */
async function complain(rehearsal: Rehearsal): Promise<void> {
  const folder = join(rehearsal.folder, 'support');
  await mkdir(folder, { recursive: true });
  const at = new Date(instantOf(FIRST_DAY, '12:00', 'America/New_York')).toISOString();
  const lines = await rehearsal.inside(async ({ store }) => {
    const { customerKeys, groups } = await enrolments(store.state.db, NAME);
    const groupOf = new Map(customerKeys.map((key, row) => [key, groups[row]]));
    const ids = Array.from({ length: CUSTOMERS }, (_, n) => externalIdOf(n));
    const own = ids.filter((id) => groupOf.get(customerKey(store.keys, id)) === 'agent');
    return own.slice(0, own.length / 2).map((id) => `${id},${at},complaint`);
  });
  await writeFile(join(folder, 'a.csv'), `customer,at,what\n${lines.join('\n')}\n`);
}

it('pauses the agent before its next run, is told everywhere, and pauses once', async () => {
  const rehearsal = await startRehearsal({
    customers: CUSTOMERS,
    edit: (yaml) => `${withUsualBusiness(yaml).replace(/every: .*/, 'every: 2 days')}${RAILS}`,
    editWorkspace: (yaml) => `${yaml}${FEED}`,
  });
  try {
    await rehearsal.play(1);
    expect(await carried(rehearsal)).toEqual({ days: [FIRST_DAY], sends: received(rehearsal) });
    await complain(rehearsal);
    const alarmed = await callFitly(['run', AGENT, '--folder', rehearsal.folder, '--json']);
    expect(alarmed.code).toBe(6);
    const { alert } = JSON.parse(alarmed.out).runs[0].steps.measure;
    expect(alert).toMatch(/guardrail complaints: complaint per customer .* % against 0.0 % of the random control/);
    expect(alert).toMatch(/the agent is paused before its next run/);
    expect(alert).toMatch(/per_mail: complaint per send .* %: more than the limit of 1.0 %/);
    expect(alert).toMatch(
      /beside_others: complaint per customer .* % against 0.0 % of the business as usual: above it/,
    );
    expect(await carried(rehearsal)).toEqual({ days: [addDays(FIRST_DAY, 1)], sends: received(rehearsal) });
    const sent = rehearsal.sandbox.journal().length;
    await rehearsal.inside(async (workspace) => {
      expect(await currentAgentState(workspace.store.state.db, NAME)).toMatchObject({
        state: 'paused',
        by: 'guardrail complaints',
      });
    });
    await rehearsal.play(1);
    expect(rehearsal.sandbox.journal().length).toBe(sent);
    await rehearsal.inside(async (workspace) => {
      const report = await loadReport(workspace, AGENT);
      const check = report?.checks.find(({ id }) => id === 'guardrails');
      expect(check).toMatchObject({ state: 'failed', summary: 'Guardrail alarm: complaints, per_mail, beside_others' });
      expect(check?.detail).toContain('unsubscribes: no feed brings message.unsubscribe');
      expect(report?.timeline.filter(({ kind }) => kind === 'guardrail')).toMatchObject([
        { label: 'Guardrail complaints: alarm' },
        { label: 'Guardrail per_mail: alarm' },
        { label: 'Guardrail beside_others: alarm' },
      ]);
      await moveAgent(workspace, { agent: NAME, move: 'resume', by: 'ann', note: 'mended' });
    });
    await rehearsal.play(1);
    expect(rehearsal.sandbox.journal().length).toBeGreaterThan(sent);
    await rehearsal.inside(async ({ store }) => {
      expect((await currentAgentState(store.state.db, NAME))?.state).toBe('running');
    });
  } finally {
    await rehearsal.close();
  }
});
