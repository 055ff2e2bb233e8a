/** What Fitly writes to profiles in Braze: over real HTTP, read back from the sandbox. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { textColumn } from '@fitly/core/data';
import type { CustomerKey, Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { halt, release, runAgent, startAgent, type Workspace } from '@fitly/service';
import { customerKey, enrolments } from '@fitly/store';
import { afterEach, describe, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { pauseBeside } from '../support/pause-beside.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';
import { exportProfiles } from '../support/sandbox-profiles.ts';
import { batchesOn, idsIn } from '../support/sent-batches.ts';

const GROUP = 'fitly_hillstrom_group';
const mirroring = (yaml: string): string =>
  yaml
    .replace('mode: campaign', 'mode: campaign\n  mirrorGroups: true')
    .replace('agent: 70%', 'agent: 60%')
    .replace('business_as_usual: 0%', 'business_as_usual: 10%');
const TRACK = { paths: ['/users/track'] };

let rehearsal: Rehearsal;
const start = async (edit = mirroring): Promise<void> => {
  rehearsal = await startRehearsal({ customers: 700, edit });
};
afterEach(() => rehearsal.close());

/** An attribute of all profiles in the sandbox, by customer; customers without it are absent. */
async function inBraze(workspace: Workspace, attribute: string): Promise<Map<string, unknown>> {
  const profiles = await exportProfiles(rehearsal.sandbox);
  return new Map(
    profiles
      .filter(({ custom_attributes: each }) => each[attribute] !== undefined)
      .map((each) => [customerKey(workspace.store.keys, each.external_id), each.custom_attributes[attribute]]),
  );
}

async function groupsIn(workspace: Workspace): Promise<Map<string, unknown>> {
  const { customerKeys, groups } = await enrolments(workspace.store.state.db, AGENT as never);
  return new Map(customerKeys.map((key, row) => [key, groups[row]]));
}

const sentTo = (workspace: Workspace): CustomerKey[] =>
  rehearsal.sandbox
    .journal()
    .flatMap(({ recipients }) => recipients.map((each) => customerKey(workspace.store.keys, each.externalId)));

describe('group membership', () => {
  it('is written for everyone of all four groups before the first send, and not again', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      const first = await runNext(workspace);
      const groups = await groupsIn(workspace);
      expect(new Set(groups.values()).size).toBe(4);
      expect(await inBraze(workspace, GROUP)).toEqual(groups);
      expect(first.steps.plan).toMatchObject({ attributes_written: 700, profiles_not_written: 0, withheld: 0 });
      const second = await runNext(workspace);
      expect(second.steps.plan).toMatchObject({ attributes_written: 0, profiles_not_written: 0, withheld: 0 });
      expect(second.steps.dispatch).toMatchObject({ accepted: second.steps.decide?.['decisions'], not_sent: 0 });
    });
  });

  it('is not written while the kill switch is pulled: nobody is sent to before it stands there', async () => {
    rehearsal = await startRehearsal({ customers: 100, edit: mirroring });
    await halt(rehearsal.folder, AGENT, { by: 'a test', at: 0, note: null });
    await rehearsal.inside(async (workspace) => {
      const { steps } = await runNext(workspace);
      expect(steps.plan).toMatchObject({ attributes_written: 0, profiles_not_written: 100 });
      expect((await inBraze(workspace, GROUP)).size).toBe(0);
      await release(rehearsal.folder, AGENT);
      expect((await runNext(workspace)).steps.plan).toMatchObject({ attributes_written: 100, withheld: 0 });
    });
  });

  it('is not written any more once the agent is paused while its run writes', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      const { steps } = await runAgent({
        ...{ workspace, agentName: AGENT, day: null, signal: new AbortController().signal, elapsedMs: () => 0 },
        onProgress: (event) => {
          if (event.kind === 'step_progress' && event.step === 'plan') pauseBeside(rehearsal.folder);
        },
      });
      expect(steps.plan).toMatchObject({ attributes_written: 600, profiles_not_written: 100 });
      expect(steps.dispatch).toMatchObject({ accepted: 0, reason: 'agent_paused' });
    });
  });

  it('is not written by an agent that does not ask for it', async () => {
    await start((yaml) => yaml);
    await rehearsal.inside(async (workspace) => {
      const { steps } = await runNext(workspace);
      expect(steps.plan).not.toHaveProperty('attributes_written');
      expect((await inBraze(workspace, GROUP)).size).toBe(0);
    });
  });

  it.each([500, 429])(
    'that met %i holds the sends back, not the measuring, and is written by the next run',
    async (status) => {
      await start();
      await rehearsal.inside(async (workspace) => {
        await arm(rehearsal.sandbox, { request: { kind: 'status', status, times: 1_000, ...TRACK } });
        const first = await runNext(workspace);
        expect(Object.keys(first.steps)).toHaveLength(8);
        expect(first.steps.plan).toMatchObject({ attributes_written: 0, profiles_not_written: 700, batches: 0 });
        expect(first.steps.dispatch).toMatchObject({ accepted: 0, reason: 'group_not_written' });
        expect(rehearsal.sandbox.journal()).toEqual([]);
        const batches = await batchesOn(workspace, FIRST_DAY);
        expect(idsIn(batches, 'not_sent')).toHaveLength(Number(first.steps.decide?.['decisions']));
        await arm(rehearsal.sandbox, { request: null });
        const second = await runNext(workspace);
        expect(second.steps.plan).toMatchObject({ attributes_written: 700, withheld: 0 });
        expect(await inBraze(workspace, GROUP)).toEqual(await groupsIn(workspace));
        expect(second.steps.dispatch).toMatchObject({ accepted: second.steps.decide?.['decisions'] });
      });
    },
  );

  it('that is written for some lets the day go out to these only', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      // Eight calls at a time, three tries each: some calls fail for good, the others in the end succeed.
      await arm(rehearsal.sandbox, { request: { kind: 'status', status: 500, times: 20, ...TRACK } });
      const first = await runNext(workspace);
      const written = await inBraze(workspace, GROUP);
      expect(written.size).toBeGreaterThan(100);
      expect(written.size).toBeLessThan(500);
      const sent = sentTo(workspace);
      expect(sent.length).toBeGreaterThan(5);
      expect(sent.filter((key) => !written.has(key))).toEqual([]);
      const batches = await batchesOn(workspace, FIRST_DAY);
      expect(idsIn(batches, 'accepted')).toHaveLength(sent.length);
      const withheld = batches.filter((batch) => batch.state === 'not_sent');
      expect(new Set(withheld.map((batch) => batch.reason))).toEqual(new Set(['group_not_written']));
      expect(first.steps.plan).toMatchObject({
        attributes_written: written.size,
        profiles_not_written: 700 - written.size,
        withheld: idsIn(batches, 'not_sent').length,
      });
      const second = await runNext(workspace);
      expect(second.steps.plan).toMatchObject({ attributes_written: 700 - written.size, withheld: 0 });
    });
  });

  it('in doubt counts as not written', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      await arm(rehearsal.sandbox, { request: { kind: 'drop_after_accept', times: 1_000, ...TRACK } });
      const first = await runNext(workspace);
      expect(first.steps.plan).toMatchObject({ attributes_written: 0, profiles_not_written: 700 });
      expect((await inBraze(workspace, GROUP)).size).toBe(700);
      expect(rehearsal.sandbox.journal()).toEqual([]);
    });
  });

  it('that the key may not write stops the run with everything still to be sent', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      await arm(rehearsal.sandbox, { request: { kind: 'status', status: 403, times: 10, ...TRACK } });
      await expect(runNext(workspace)).rejects.toMatchObject({
        code: 'braze_refused',
        message: expect.stringContaining('users.track'),
      });
      expect(await batchesOn(workspace, FIRST_DAY)).toEqual([]);
      await arm(rehearsal.sandbox, { request: null });
      const again = await runNext(workspace);
      expect(again.day).toBe(FIRST_DAY);
      expect(again.steps.dispatch).toMatchObject({ accepted: again.steps.decide?.['decisions'], not_sent: 0 });
    });
  });

  it('is taken up where an interrupted run left it: what has left for Braze is waited for, and kept', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      const stop = new AbortController();
      const options = { workspace, agentName: AGENT, day: null, elapsedMs: () => 0, onProgress: () => {} };
      const onRequest = (message: unknown): void => {
        const { request } = message as { readonly request: ClientRequest };
        if (request.path === '/users/track') stop.abort();
      };
      subscribe('http.client.request.start', onRequest);
      const interrupted = runAgent({ ...options, signal: stop.signal });
      await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' });
      unsubscribe('http.client.request.start', onRequest);
      const { steps, day } = await runNext(workspace);
      expect(day).toBe(FIRST_DAY);
      expect(steps.plan).toMatchObject({ attributes_written: 100, withheld: 0 });
      expect((await runNext(workspace)).day).toBe(addDays(FIRST_DAY, 1));
    });
  });
});

describe('chosen options', () => {
  const LINE = 'fitly_hillstrom_subject_line';
  const daily = (yaml: string): string =>
    yaml
      .replace('mode: campaign', 'mode: campaign\n  mirrorOptions: true')
      .replace(/every: 14 days.*/, 'every: 1 day')
      .replace('horizon: 14 days', 'horizon: 1 day')
      .replace(/.*\{ id: h(12|18|20).*\n/g, '');

  async function linesOf(workspace: Workspace, day: Day): Promise<Map<string, unknown>> {
    const log = await readLog(workspace, day);
    const lines = textColumn(log, 'option_subject_line');
    return new Map(textColumn(log, 'customer_key').map((key, row) => [key ?? '', lines[row]]));
  }

  it('stand on the profiles of those decided for, are written on change only, and follow every decision', async () => {
    await start(daily);
    await rehearsal.inside(async (workspace) => {
      const first = await runNext(workspace);
      const before = await linesOf(workspace, FIRST_DAY);
      expect(await inBraze(workspace, LINE)).toEqual(before);
      expect(first.steps.plan).toMatchObject({ attributes_written: 3 * before.size, withheld: 0 });
      const second = await runNext(workspace);
      const now = await linesOf(workspace, second.day);
      expect(await inBraze(workspace, LINE)).toEqual(now);
      const creatives = await inBraze(workspace, 'fitly_hillstrom_creative');
      expect(new Set(creatives.values())).toEqual(new Set(['mens_email', 'womens_email']));
      // One hour, two e-mails, three subject lines: about 1/2 + 2/3 changes for each customer.
      const written = Number(second.steps.plan?.['attributes_written']);
      expect(written).toBeGreaterThan(now.size);
      expect(written).toBeLessThan(1.4 * now.size);
    });
  });

  it('in doubt hold the sends back, and the next decision is written whatever it is', async () => {
    await start(daily);
    await rehearsal.inside(async (workspace) => {
      await runNext(workspace);
      const sent = rehearsal.sandbox.journal().length;
      await arm(rehearsal.sandbox, { request: { kind: 'drop_after_accept', times: 1_000, ...TRACK } });
      const second = await runNext(workspace);
      expect(second.steps.dispatch).toMatchObject({ reason: 'options_not_written' });
      // Whose options did not change needs no write and gets the message.
      const changed = Number(second.steps.plan?.['withheld']);
      expect(second.steps.dispatch).toMatchObject({ not_sent: changed, accepted: second.steps.plan?.['recipients'] });
      expect(rehearsal.sandbox.journal().length).toBeGreaterThan(sent);
      await arm(rehearsal.sandbox, { request: null });
      const third = await runNext(workspace);
      expect(await inBraze(workspace, LINE)).toEqual(await linesOf(workspace, third.day));
      expect(third.steps.plan).toMatchObject({ withheld: 0 });
    });
  });
});

it('what an agent will write is told when it is started', async () => {
  const both = (yaml: string): string =>
    mirroring(yaml).replace('mirrorGroups: true', 'mirrorGroups: true\n  mirrorOptions: true');
  rehearsal = await startRehearsal({ customers: 50, edit: both, draft: true });
  await rehearsal.inside(async (workspace) => {
    const { writes } = await startAgent(workspace, { agentName: AGENT, by: 'a test', note: null });
    expect(writes).toEqual([
      { attribute: GROUP, when: 'once' },
      ...['creative', 'subject_line', 'send_hour'].map((id) => ({
        attribute: `fitly_hillstrom_${id}`,
        when: 'on_change',
      })),
    ]);
  });
});
