/** Quiet times in the running product, looked for in what the sandbox received. */
import type { AgentName } from '@fitly/core/terms';
import { replayDay } from '@fitly/service';
import { batchesOf } from '@fitly/store';
import { expect, it } from 'vitest';
import { AGENT, FIRST_DAY, type Rehearsal, runNext, runUntil, startRehearsal } from '../support/rehearsal.ts';

const agent = (constraints: string, hour: string): string => `
name: hillstrom
timeZone: America/New_York
schedule: { runAt: "06:00" }
audience: { segments: [7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10] }
success: { event: visit, horizon: 7 days }
groups: { agent: 60%, random_control: 30%, holdout: 10% }
dimensions:
  - { id: creative, kind: template, options: [mens_email, womens_email] }
${hour}
constraints: { ${constraints} }
context:
  - { attribute: recency, type: number }
delivery:
  connection: sandbox
  ids: { mens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01, womens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02 }
`;
const HOURS = '  - { id: send_hour, kind: send_hour, options: [7, 12, 20] }';
const NIGHT = 'quietHours: { from: "19:30", to: "08:00" }';

async function rehearse(yaml: string, work: (rehearsal: Rehearsal) => Promise<void>): Promise<void> {
  const rehearsal = await startRehearsal({ customers: 150, edit: () => yaml });
  try {
    await work(rehearsal);
  } finally {
    await rehearsal.close();
  }
}

/** Local hours at which messages were received; everybody of this audience lives in New York. */
const hoursOf = ({ sandbox }: Rehearsal): number[] =>
  [...new Set(sandbox.journal().map(({ at }) => localTime(at).hour))].sort((a, b) => a - b);
const localTime = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('America/New_York');

const endsOf = ({ inside }: Rehearsal): Promise<Record<string, number>> =>
  inside(async ({ store }) => {
    const counts: Record<string, number> = {};
    for (const { state, reason, decisionIds } of await batchesOf(store.state.db, AGENT as AgentName, FIRST_DAY)) {
      const name = reason ?? state;
      counts[name] = (counts[name] ?? 0) + decisionIds.length;
    }
    return counts;
  });

it('quiet hours are not chosen, by nobody, and the day replays', () =>
  rehearse(agent(NIGHT, HOURS), async (rehearsal) => {
    await rehearsal.play(1);
    expect(hoursOf(rehearsal)).toEqual([12]);
    expect(Object.keys(await endsOf(rehearsal))).toEqual(['accepted']);
    const replayed = await rehearsal.inside((workspace) => replayDay({ workspace, agentName: AGENT, day: FIRST_DAY }));
    expect(replayed.rows).toBeGreaterThan(100);
    expect(replayed.differences).toEqual([]);
  }));

it('what has no hour of its own waits for the end of the quiet hours', () =>
  rehearse(agent(NIGHT, ''), async (rehearsal) => {
    await rehearsal.play(1);
    expect(hoursOf(rehearsal)).toEqual([8]);
  }));

it('a message that is late into the night is not sent, and says why', () =>
  rehearse(agent(NIGHT, HOURS.replace('12, 20', '19')), async (rehearsal) => {
    const planned = rehearsal.inside((workspace) => runUntil(workspace, 'plan'));
    await expect(planned).rejects.toMatchObject({ code: 'interrupted' });
    rehearsal.sandbox.clock.advanceTo(rehearsal.sandbox.clock.now() + 14 * 3_600_000);
    await rehearsal.inside((workspace) => runNext(workspace));
    expect(rehearsal.sandbox.journal()).toEqual([]);
    expect(Object.keys(await endsOf(rehearsal))).toEqual(['quiet_hours']);
  }));

it('on a black-out date nothing is eligible, and nothing is sent', () =>
  rehearse(agent(`blackoutDates: [${FIRST_DAY}]`, HOURS), async (rehearsal) => {
    await rehearsal.play(1);
    expect(rehearsal.sandbox.journal()).toEqual([]);
    expect(await endsOf(rehearsal)).toEqual({});
  }));
