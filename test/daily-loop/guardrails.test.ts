/** A guardrail in the running product: complaints of the agent's customers pause it, are told, and a person can go on. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import { asAgentName } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import { loadReport, moveAgent } from '@fitly/service';
import { currentAgentState, customerKey, enrolments } from '@fitly/store';
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
`;

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
    edit: (yaml) => `${yaml.replace(/every: .*/, 'every: 2 days')}${RAILS}`,
    editWorkspace: (yaml) => `${yaml}${FEED}`,
  });
  try {
    await rehearsal.play(1);
    await complain(rehearsal);
    const alarmed = await callFitly(['run', AGENT, '--folder', rehearsal.folder, '--json']);
    expect(alarmed.code).toBe(6);
    const { alert } = JSON.parse(alarmed.out).runs[0].steps.measure;
    expect(alert).toMatch(/guardrail complaints: complaint per customer .* % against 0.0 % of the random control/);
    expect(alert).toMatch(/the agent is paused before its next run/);
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
      expect(check).toMatchObject({ state: 'failed', summary: 'Guardrail alarm: complaints' });
      expect(check?.detail).toContain('unsubscribes: no feed brings message.unsubscribe');
      expect(report?.timeline.filter(({ kind }) => kind === 'guardrail')).toMatchObject([
        { label: 'Guardrail complaints: alarm' },
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
