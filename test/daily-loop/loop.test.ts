import { textColumn } from '@fitly/core/data';
import { addDays } from '@fitly/core/time';
import { loadReport, replayDay } from '@fitly/service';
import { batchesOf, enrolments, finishedSteps, latestPolicyVersion } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';

const DAYS = 16;
let rehearsal: Rehearsal;

beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 1_400 });
  await rehearsal.play(DAYS);
}, 120_000);
afterAll(() => rehearsal.close());

describe('sixteen days of the loop over real customers', () => {
  it('finishes eight steps on every day', () =>
    rehearsal.inside(async (workspace) => {
      for (const day of daysFrom(DAYS)) {
        const steps = await finishedSteps(workspace.store.state.db, AGENT as never, day);
        expect([...steps.keys()].length).toBe(8);
      }
    }));

  it('decides for each customer of agent and random control once in fourteen days, and for nobody else', () =>
    rehearsal.inside(async (workspace) => {
      const enrolled = await enrolments(workspace.store.state.db, AGENT as never);
      const groupOf = new Map(enrolled.customerKeys.map((key, row) => [key as string, enrolled.groups[row]]));
      const decided = new Map<string, number>();
      for (const day of daysFrom(14)) {
        for (const key of Array.from(textColumn(await readLog(workspace, day), 'customer_key'))) {
          decided.set(key ?? '', (decided.get(key ?? '') ?? 0) + 1);
        }
      }
      const expected = [...groupOf]
        .filter(([, group]) => group === 'agent' || group === 'random_control')
        .map(([key]) => key);
      expect([...decided.keys()].sort()).toEqual(expected.sort());
      expect(new Set(decided.values())).toEqual(new Set([1]));
    }));

  it('sends every decision exactly once, with its id and its options, and the sandbox accepted them all', () =>
    rehearsal.inside(async (workspace) => {
      const sent = rehearsal.sandbox.journal().flatMap((entry) => entry.recipients);
      const sentIds = sent.map((recipient) => String(recipient.properties['decision_id']));
      expect(new Set(sentIds).size).toBe(sentIds.length);
      const loggedIds: string[] = [];
      for (const day of daysFrom(DAYS)) {
        const log = await readLog(workspace, day);
        loggedIds.push(...Array.from(textColumn(log, 'decision_id'), (id) => id ?? ''));
        for (const batch of await batchesOf(workspace.store.state.db, AGENT as never, day))
          expect(batch.state).toBe('accepted');
      }
      expect(sentIds.sort()).toEqual(loggedIds.sort());
      expect(new Set(sent.map((recipient) => recipient.properties['subject_line']))).toEqual(
        new Set(['plain', 'benefit', 'personal']),
      );
    }));

  it('acts uniformly until rewards have matured, then by a learned version', () =>
    rehearsal.inside(async (workspace) => {
      const early = await readLog(workspace, addDays(FIRST_DAY, 13));
      expect(new Set(Array.from(textColumn(early, 'probabilities')))).toEqual(new Set(['u']));
      const newest = await latestPolicyVersion(workspace.store.state.db, AGENT as never);
      expect(newest).toMatchObject({ version: 3, kind: 'linear_draws' });
    }));

  it('recomputes every day equal, cell by cell', () =>
    rehearsal.inside(async (workspace) => {
      for (const day of daysFrom(DAYS)) {
        const result = await replayDay({ workspace, agentName: AGENT, day });
        expect(result).toMatchObject({ differences: [], damaged: [] });
        expect(result.rows).toBeGreaterThan(50);
      }
    }));

  it('does nothing when a finished date is run again', () =>
    rehearsal.inside(async (workspace) => {
      const before = rehearsal.sandbox.journal().length;
      const again = await runNext(workspace, addDays(FIRST_DAY, 5));
      expect(again.alreadyDone).toBe(true);
      expect(rehearsal.sandbox.journal().length).toBe(before);
    }));

  it('reports on all enrolled customers, sent to or not', () =>
    rehearsal.inside(async (workspace) => {
      const report = await loadReport(workspace, AGENT);
      expect(report?.runs).toMatchObject({ daysDone: DAYS });
      expect(report?.groups.reduce((sum, group) => sum + group.enrolled, 0)).toBe(1_400);
      expect(report?.contrasts.map((contrast) => contrast.id)).toEqual([
        'agent_vs_random_control',
        'agent_vs_holdout',
        'random_control_vs_holdout',
      ]);
    }));
});
