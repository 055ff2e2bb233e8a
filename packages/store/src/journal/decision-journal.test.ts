import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asAgentName, asCustomerKey, asDay, asDecisionId } from '@fitly/core/terms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DecisionJournal, decisionJournal, type RequestedDecision } from './decision-journal.ts';

const AGENT = asAgentName('shop');
const DAY = asDay('2026-02-01');
const NEXT = asDay('2026-02-02');

let folder: string;
let journal: DecisionJournal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decision-journal-'));
  journal = decisionJournal(folder);
});
afterEach(async () => {
  journal.close();
  await rm(folder, { recursive: true, force: true });
});

const key = (of: number) => asCustomerKey(`${of}`.padStart(32, '0'));
const decision = (of: number, draw = 0.25, id = of): RequestedDecision => ({
  ...{ customerKey: key(of), decisionId: asDecisionId(`d${id}`), decidedAt: 7, recentSends: null, because: [] },
  row: { draw, group: 'agent', send_at: null },
});
const call = (decisions: readonly RequestedDecision[], day = DAY) => ({
  ...{ agent: AGENT, day, decisions, enrolments: [], customers: [] },
});
const enrolment = (of: number, group: 'agent' | 'holdout') => ({
  ...{ customerKey: key(of), group, epoch: 1, enrolledDay: DAY },
});

test('what was kept is found again by another process, bit for bit', () => {
  expect(journal.append(call([decision(1, 0.1 + 0.2)]))).toEqual({ kind: 'kept', earlier: new Map() });
  const other = decisionJournal(folder);
  expect(other.find(AGENT, DAY, [key(1), key(2)])).toEqual(new Map([[key(1), decision(1, 0.1 + 0.2)]]));
  other.close();
});

test('of two decisions for one customer and day the first one stands for both', () => {
  journal.append(call([decision(1, 0.25)]));
  const second = journal.append(call([decision(1, 0.75), decision(2)]));
  expect(second).toEqual({ kind: 'kept', earlier: new Map([[key(1), decision(1, 0.25)]]) });
  expect(journal.decisionsOf(AGENT, DAY)).toEqual([decision(1, 0.25), decision(2)]);
});

test('nothing is added to a day that is closed, nor to one before it', () => {
  journal.closeDay(AGENT, DAY);
  expect(journal.append(call([decision(1)])).kind).toBe('overtaken');
  journal.closeDay(AGENT, asDay('2026-01-01'));
  expect(journal.append(call([decision(1)])).kind).toBe('overtaken');
  expect(journal.append(call([decision(1)], NEXT)).kind).toBe('kept');
});

test('whoever was enrolled into another group meanwhile is looked at again, and nothing is kept', () => {
  journal.append({ ...call([]), enrolments: [enrolment(1, 'holdout')] });
  const again = { ...call([decision(1), decision(2)]), enrolments: [enrolment(1, 'agent')] };
  expect(journal.append(again).kind).toBe('overtaken');
  expect(journal.decisionsOf(AGENT, DAY)).toEqual([]);
  expect(journal.append({ ...again, enrolments: [enrolment(1, 'holdout')] }).kind).toBe('kept');
  expect(journal.waitingEnrolments(AGENT)).toEqual([enrolment(1, 'holdout')]);
});

test('a settled day can still be activated until it is dropped, and is decided no more', () => {
  journal.append(call([decision(1), decision(2)]));
  journal.closeDay(AGENT, DAY);
  journal.settle(AGENT, DAY, DAY);
  expect([journal.decisionsOf(AGENT, DAY), journal.openDays(AGENT)]).toEqual([[], []]);
  const [one, none] = [
    { decisionId: asDecisionId('d1'), at: 9 },
    { decisionId: asDecisionId('d9'), at: 9 },
  ];
  expect(journal.activate(AGENT, [one, none, one])).toEqual(['activated', 'unknown', 'repeated']);
  expect(journal.activate(asAgentName('other'), [one])).toEqual(['unknown']);
  const taken = [{ decisionId: asDecisionId('d1'), day: DAY, activatedAt: 9 }];
  expect(journal.activations(AGENT)).toEqual(taken);
  journal.settleActivations(AGENT, taken);
  expect([journal.activations(AGENT), journal.activate(AGENT, [one])]).toEqual([[], ['repeated']]);
  journal.settle(AGENT, NEXT, NEXT);
  expect(journal.activate(AGENT, [one])).toEqual(['unknown']);
});

test('what a run removes here is counted, and nothing else is', () => {
  journal.append({ ...call([decision(1)]), enrolments: [enrolment(1, 'agent')] });
  journal.dropEnrolled(AGENT, []);
  journal.erase(key(2));
  expect(journal.takes()).toBe(0);
  journal.dropEnrolled(AGENT, [key(1)]);
  journal.settle(AGENT, DAY, DAY);
  expect(journal.takes()).toBe(2);
});

test('nothing is left of a customer who was erased, not even in free pages', async () => {
  const secret = { customerKey: key(3), sealed: 'c2VhbGVkLTM=', firstSeenAt: 1, workspaceHoldout: false };
  journal.append({ ...call([decision(3)]), enrolments: [enrolment(3, 'agent')], customers: [secret] });
  journal.activate(AGENT, [{ decisionId: asDecisionId('d3'), at: 1 }]);
  expect(journal.ofCustomer(key(3))).toEqual([{ agent: AGENT, day: DAY, row: decision(3).row }]);
  journal.erase(key(3));
  journal.scrub();
  expect(journal.customerKeys()).toEqual(new Set());
  expect(await readFile(join(folder, 'decisions.db'), 'latin1')).not.toContain(key(3));
});

test('an entry that is not what was written is told, and not believed', () => {
  journal.append(call([decision(1)]));
  journal.check();
  const database = new DatabaseSync(join(folder, 'decisions.db'));
  // As good as new, and of another day.
  database.prepare('update decisions set day = ?').run(NEXT);
  database.close();
  const damaged = expect.objectContaining({ code: 'database_damaged' });
  expect(() => journal.check()).toThrow(damaged);
  expect(() => journal.find(AGENT, NEXT, [key(1)])).toThrow(damaged);
});

test('a folder without a journal has nothing, and gets no file by being asked', () => {
  expect(journal.find(AGENT, DAY, [key(1)]).size + journal.openDays(AGENT).length).toBe(0);
  expect(journal.activate(AGENT, [{ decisionId: asDecisionId('d1'), at: 1 }])).toEqual(['unknown']);
  journal.check();
});
