/** Two agents want the same customers: each customer is for one of them a day, whoever runs first, and whatever the groups. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asAgentName, type Day } from '@fitly/core/terms';
import { explainCustomer, replayDay, runAgent, startAgent, type Workspace } from '@fitly/service';
import { customerKey, finishedSteps, valuesOf } from '@fitly/store';
import { expect, it } from 'vitest';
import { daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const NAMES = ['hillstrom', 'second'] as const;
const agent = (name: string, groups: string): string => `
name: ${name}
timeZone: America/New_York
schedule: { runAt: "06:00" }
audience: { segments: [7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10] }
success: { event: visit, horizon: 1 day }
groups: { ${groups} }
dimensions:
  - { id: creative, kind: template, options: [mens_email, womens_email] }
context:
  - { attribute: recency, type: number }
delivery:
  connection: sandbox
  ids: { mens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01, womens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02 }
`;

interface Played {
  /** By day: the agent that had each customer. */
  readonly winners: readonly ReadonlyMap<string, string>[];
  /** By day: the agents for which each customer was due in the end. */
  readonly due: readonly ReadonlyMap<string, readonly string[]>[];
}

/** `orderOf`: which agent runs before which on the day with this number. */
async function played(
  days: readonly Day[],
  groups: string,
  orderOf: (at: number) => readonly string[],
  check: (workspace: Workspace, rehearsal: Rehearsal, played: Played) => Promise<void> = async () => {},
): Promise<Played> {
  const rehearsal = await startRehearsal({
    customers: 60,
    edit: () => agent('hillstrom', groups),
    editWorkspace: (yaml) => `arbitration: { floor: 20%, losses: 3 }\n${yaml}`,
  });
  try {
    await writeFile(join(rehearsal.folder, 'agents', 'second.yaml'), agent('second', groups));
    return await rehearsal.inside(async (workspace) => {
      await startAgent(workspace, { agentName: 'second', by: 'a test', note: null });
      for (const [at, day] of days.entries()) {
        for (const agentName of orderOf(at)) await play(workspace, agentName, day);
      }
      const found = {
        winners: await Promise.all(days.map((day) => winnersOf(workspace, day))),
        due: await Promise.all(days.map((day) => dueOf(workspace, day))),
      };
      await check(workspace, rehearsal, found);
      return found;
    });
  } finally {
    await rehearsal.close();
  }
}

const play = (workspace: Workspace, agentName: string, day: Day) =>
  runAgent({
    ...{ workspace, agentName, day, signal: new AbortController().signal },
    ...{ elapsedMs: () => 0, onProgress: () => {} },
  });

const readTexts = async (
  { store }: Workspace,
  table: string,
  agentName: string,
  day: Day,
  names: readonly string[],
) => {
  const columns = names.map((name) => ({ name, type: 'string' as const }));
  const read = await store.lake.read({ table, agent: asAgentName(agentName), day, columns });
  return names.map((name) => valuesOf(read, name, 'string') as string[]);
};

async function winnersOf(workspace: Workspace, day: Day): Promise<Map<string, string>> {
  const winners = new Map<string, string>();
  for (const name of NAMES) {
    const [keys, own] = await readTexts(workspace, 'arbitration', name, day, ['customer_key', 'winner']);
    for (const [row, key] of keys!.entries()) {
      expect(winners.get(key) ?? own![row]).toBe(own![row]);
      winners.set(key, own![row]!);
    }
  }
  return winners;
}

async function dueOf(workspace: Workspace, day: Day): Promise<Map<string, string[]>> {
  const due = new Map<string, string[]>();
  for (const name of NAMES) {
    const [keys] = await readTexts(workspace, 'due', name, day, ['customer_key']);
    for (const key of keys!) due.set(key, [...(due.get(key) ?? []), name]);
  }
  return due;
}

const SHARES = 'agent: 60%, random_control: 30%, holdout: 10%';
const sorted = (winners: ReadonlyMap<string, string>) => [...winners].sort();

it('finds the same winners in any order of the runs and with other shares, replays, and says who has a customer', async () => {
  const days = daysFrom(3);
  const inOrder = () => NAMES;
  const first = await played(days, SHARES, inOrder, async (workspace, { sandbox }, { winners }) => {
    for (const agentName of NAMES) {
      for (const day of days) expect((await replayDay({ workspace, agentName, day })).differences).toEqual([]);
    }
    const last = days.at(-1)!;
    const steps = await finishedSteps(workspace.store.state.db, asAgentName('second'), last);
    expect(Number((steps.get('decide')!.summary as Record<string, unknown>)['lost_arbitration'])).toBeGreaterThan(5);
    const ids = sandbox.journal().flatMap(({ recipients }) => recipients.map(({ externalId }) => externalId));
    const externalId = ids.find((id) => winners.at(-1)!.get(customerKey(workspace.store.keys, id)) === 'hillstrom')!;
    const explained = (agentName: string) => explainCustomer({ workspace, agentName, day: last, who: { externalId } });
    expect(await explained('second')).toMatchObject({ decision: null, lostTo: 'hillstrom' });
    expect(await explained('hillstrom')).toMatchObject({ decision: { reason: 'chosen' }, lostTo: null });
  });
  // Nobody had bid before the first day: then whoever runs first has the first choice.
  expect(new Set(first.winners[0]!.values())).toEqual(new Set(['hillstrom']));
  for (const at of [1, 2]) {
    expect(first.winners[at]!.size).toBeGreaterThan(40);
    expect(new Set(first.winners[at]!.values())).toEqual(new Set(NAMES));
    for (const [key, winner] of first.winners[at]!) expect(first.due[at]!.get(key)).toEqual([winner]);
  }
  const turned = await played(days, SHARES, (at) => (at === 1 ? NAMES.toReversed() : NAMES));
  expect(turned.winners.map(sorted)).toEqual(first.winners.map(sorted));
  // Two days: what agents learn later is of the groups that are sent to.
  const few = await played(days.slice(0, 2), 'agent: 10%, random_control: 40%, holdout: 50%', inOrder);
  expect(few.winners.map(sorted)).toEqual(first.winners.slice(0, 2).map(sorted));
});
