/** An agent whose decisions leave as entries into canvases: over real HTTP, judged by the sandbox's journal. */
import { type SandboxOptions, SEGMENT_ID } from '@fitly/braze-sandbox';
import { textColumn } from '@fitly/core/data';
import { addDays } from '@fitly/core/time';
import { loadReport, replayDay } from '@fitly/service';
import { afterEach, describe, expect, it } from 'vitest';
import { arm } from '../braze/fixture.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';
import { batchesOn, idsIn } from '../support/sent-batches.ts';

type Canvas = NonNullable<SandboxOptions['canvases']>[number];
const canvas = (id: string, more: Partial<Canvas> = {}): Canvas => ({
  id,
  variants: [{ id: `${id}-variant`, firstStepId: 'step' }],
  steps: [{ id: 'step', messages: [{ id: `${id}-mail`, channel: 'email' }] }],
  ...more,
});
const segments = [{ id: SEGMENT_ID, members: 'everyone' as const }];

const throughCanvases = (yaml: string): string =>
  yaml
    .replace('mode: campaign', 'mode: canvas')
    .replace(/mens_email: c1a5\S+/, 'mens_email: canvas-mens')
    .replace(/womens_email: c1a5\S+/, 'womens_email: canvas-womens');

let rehearsal: Rehearsal;
const start = async (womens: Partial<Canvas> = {}, edit = throughCanvases): Promise<void> => {
  const canvases = [canvas('canvas-mens'), canvas('canvas-womens', womens)];
  rehearsal = await startRehearsal({ customers: 700, edit, sandbox: { segments, campaigns: [], canvases } });
};
afterEach(() => rehearsal.close());

describe('an agent of mode canvas', () => {
  it('enters each customer once into the canvas of the chosen template, with decision id and values as context', async () => {
    await start();
    await rehearsal.play(2);
    await rehearsal.inside(async (workspace) => {
      const chosen = new Map<string, readonly [string, string]>();
      for (const day of [FIRST_DAY, addDays(FIRST_DAY, 1)]) {
        const log = await readLog(workspace, day);
        const [ids, creatives, lines] = ['decision_id', 'option_creative', 'option_subject_line'].map((name) =>
          textColumn(log, name),
        );
        for (const [row, id] of ids!.entries()) {
          chosen.set(id ?? '', [`canvas-${creatives![row]!.replace('_email', '')}`, lines![row] ?? '']);
        }
        for (const batch of await batchesOn(workspace, day)) {
          expect(batch).toMatchObject({ state: 'accepted', request: 'canvas', attempts: 1 });
          expect(batch.dispatchId).toMatch(/^[0-9a-f]{32}$/);
        }
      }
      const entered = rehearsal.sandbox
        .journal()
        .flatMap(({ canvasId, recipients }) => recipients.map(({ properties }) => ({ canvasId, properties })));
      expect(chosen.size).toBeGreaterThan(50);
      expect(entered).toHaveLength(chosen.size);
      for (const { canvasId, properties } of entered) {
        const id = String(properties['decision_id']);
        expect([canvasId, properties]).toEqual([
          chosen.get(id)?.[0],
          { decision_id: id, subject_line: chosen.get(id)?.[1] },
        ]);
      }
      const rows = (await loadReport(workspace, AGENT))?.brazeCounts?.rows ?? [];
      const compared = rows.filter((row) => row.compared !== null);
      expect(compared.length).toBeGreaterThan(0);
      for (const row of compared) expect(row.compared).toMatchObject({ measure: 'entries', difference: 0 });
    });
  });

  it('takes the canvas named `default` without a template dimension, fifty at a time', async () => {
    const withoutTemplate = (yaml: string): string =>
      throughCanvases(yaml)
        .replace(/ {2}- id: creative[\s\S]*?(?= {2}- id: subject_line)/, '')
        .replace(/mens_email: canvas-mens\n\s*womens_email: canvas-womens/, 'default: canvas-mens')
        .replace(/every: 14 days.*/, 'every: 1 day')
        .replace(/.*\{ id: h(12|18|20).*\n/g, '')
        .replace('horizon: 14 days', 'horizon: 1 day');
    await start({}, withoutTemplate);
    await rehearsal.play(1);
    const sizes = rehearsal.sandbox.journal().map(({ recipients }) => recipients.length);
    expect(Math.max(...sizes)).toBe(50);
    expect(new Set(rehearsal.sandbox.journal().map(({ canvasId }) => canvasId))).toEqual(new Set(['canvas-mens']));
  });

  it.each([
    ['a paused', { enabled: false }],
    ['an archived', { archived: true }],
  ] as const)('%s canvas rejects its customers for good, and the other canvas goes on', async (_, stopped) => {
    await start(stopped);
    await rehearsal.inside(async (workspace) => {
      const { steps } = await runNext(workspace);
      const batches = await batchesOn(workspace, FIRST_DAY);
      const rejected = batches.filter((batch) => batch.state === 'rejected');
      expect(new Set(rejected.map((batch) => batch.targetId))).toEqual(new Set(['canvas-womens']));
      for (const each of rejected)
        expect(each).toMatchObject({ attempts: 1, reason: expect.stringContaining('notice') });
      const sent = rehearsal.sandbox.journal().flatMap(({ recipients }) => recipients.map((each) => each.properties));
      expect(sent.map((each) => String(each['decision_id'])).toSorted()).toEqual(idsIn(batches, 'accepted'));
      expect(steps.dispatch).toMatchObject({ rejected: idsIn(batches, 'rejected').length, in_doubt: 0 });
      expect(await runNext(workspace, FIRST_DAY)).toMatchObject({ alreadyDone: true });
    });
  });

  it('waits at 429, leaves a lost answer in doubt and repeats neither, and the day can be replayed', async () => {
    await start();
    await rehearsal.inside(async (workspace) => {
      await arm(rehearsal.sandbox, { send: { kind: 'status', status: 429, times: 1 } });
      await runNext(workspace);
      await arm(rehearsal.sandbox, { send: { kind: 'drop_after_accept' } });
      const second = await runNext(workspace);
      const first = await batchesOn(workspace, FIRST_DAY);
      expect(new Set(first.map((batch) => batch.state))).toEqual(new Set(['accepted']));
      expect(first.reduce((sum, batch) => sum + batch.attempts, 0)).toBe(first.length + 1);
      const doubt = (await batchesOn(workspace, second.day)).filter((batch) => batch.state === 'in_doubt');
      expect(doubt).toMatchObject([{ request: 'canvas', attempts: 1 }]);
      const sent = rehearsal.sandbox
        .journal()
        .flatMap(({ recipients }) => recipients.map(({ properties }) => String(properties['decision_id'])));
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent).toEqual(expect.arrayContaining([...doubt[0]!.decisionIds]));
      for (const day of [FIRST_DAY, second.day]) {
        expect(await replayDay({ workspace, agentName: AGENT, day })).toMatchObject({ differences: [], damaged: [] });
      }
    });
  });
});
