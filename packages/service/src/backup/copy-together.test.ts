import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAgentName, asCustomerKey, asDay } from '@fitly/core/terms';
import { copyDatabase, decisionJournal } from '@fitly/store';
import { expect, onTestFinished, test } from 'vitest';
import { copyTogether } from './copy-together.ts';

const agent = asAgentName('shop');
const customerKey = asCustomerKey('ada0'.repeat(8));
const enrolment = { customerKey, group: 'agent' as const, epoch: 1, enrolledDay: asDay('2026-03-01') };

/** Copies beside runs, each of which takes what waits before the journal of answers is copied. */
async function copiedBeside(runs: number) {
  const root = await mkdtemp(join(tmpdir(), 'copy-together-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const live = decisionJournal(root);
  live.append({ agent, day: enrolment.enrolledDay, decisions: [], enrolments: [enrolment], customers: [] });
  const copied: string[] = [];
  const part = await mkdtemp(join(root, 'part-'));
  const copying = copyTogether(root, part, async (from, to) => {
    if (from.endsWith('decisions.db') && runs-- > 0) live.dropEnrolled(agent, [customerKey]);
    if (from.endsWith('state.db')) copied.push(from);
    await copyDatabase(from, to);
  });
  await copying.finally(() => live.close());
  return copied.length;
}

test('databases are copied once, and again where a run took answers over in between', async () => {
  expect([await copiedBeside(0), await copiedBeside(1), await copiedBeside(2)]).toEqual([1, 2, 3]);
});

test('copies that never belong together are none', async () => {
  await expect(copiedBeside(99)).rejects.toMatchObject({ code: 'folder_in_use' });
});
