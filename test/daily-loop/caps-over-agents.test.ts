/** Two agents write to the same customers: a cap over all agents holds in what the sandbox received, also over stops and doubts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@fitly/core/terms';
import { replayDay, runAgent, startAgent, type Workspace } from '@fitly/service';
import { expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { FIRST_DAY, startRehearsal } from '../support/rehearsal.ts';

const CAP = 'constraints: { caps: [{ per: all_agents, max: 2, days: 3 }] }';
const agent = (name: string, runAt: string): string => `
name: ${name}
timeZone: America/New_York
schedule: { runAt: "${runAt}" }
audience: { segments: [7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10] }
success: { event: visit, horizon: 7 days }
groups: { agent: 60%, random_control: 30%, holdout: 10% }
dimensions:
  - { id: creative, kind: template, options: [mens_email, womens_email] }
  - { id: send_hour, kind: send_hour, options: [9, 20] }
${CAP}
context:
  - { attribute: recency, type: number }
delivery:
  connection: sandbox
  ids: { mens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01, womens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02 }
`;

/** A day of an agent; stopped after a step, as by a kill between two commits. */
function play(workspace: Workspace, agentName: string, stopAfter: Step | null = null) {
  const stop = new AbortController();
  const run = runAgent({
    workspace,
    agentName,
    day: null,
    signal: stop.signal,
    elapsedMs: () => 0,
    onProgress: (event) => {
      if (event.kind === 'step_finished' && event.step === stopAfter) stop.abort();
    },
  });
  return stopAfter === null ? run : expect(run).rejects.toMatchObject({ code: 'interrupted' });
}

it('holds for the two together, and each day replays', async () => {
  const rehearsal = await startRehearsal({ customers: 80, edit: () => agent('hillstrom', '06:00') });
  try {
    await writeFile(join(rehearsal.folder, 'agents', 'second.yaml'), agent('second', '06:30'));
    await rehearsal.inside(async (workspace) => {
      await startAgent(workspace, { agentName: 'second', by: 'a test', note: null });
      await play(workspace, 'hillstrom', 'decide');
      // What was decided and not planned may still go out: the second agent counts it.
      await play(workspace, 'second', 'plan');
      await play(workspace, 'hillstrom');
      await arm(rehearsal.sandbox, { send: { kind: 'drop_after_accept', times: 2 } });
      await play(workspace, 'second');
      await arm(rehearsal.sandbox, { send: null });
      for (const name of ['second', 'hillstrom', 'hillstrom', 'second']) await play(workspace, name);
      for (const agentName of ['hillstrom', 'second']) {
        expect((await replayDay({ workspace, agentName, day: FIRST_DAY })).differences).toEqual([]);
      }
    });
    const sends = rehearsal.sandbox
      .journal()
      .flatMap(({ at, recipients }) => recipients.map(({ externalId }) => ({ at, externalId })));
    const byCustomer = Map.groupBy(sends, ({ externalId }) => externalId);
    expect(byCustomer.size).toBeGreaterThan(60);
    for (const all of byCustomer.values()) {
      for (const { at } of all) {
        // Within the hour a send counts when it was due.
        const within = all.filter((other) => other.at >= at && other.at - at < 3 * 86_400_000 - 3_600_000);
        expect(within.length).toBeLessThanOrEqual(2);
      }
    }
    expect(sends.length).toBeGreaterThan(byCustomer.size);
  } finally {
    await rehearsal.close();
  }
});
