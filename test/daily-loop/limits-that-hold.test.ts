/** Limits where days, versions and interruptions meet: looked for in what the sandbox received. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AGENT, type Rehearsal, runNext, runUntil, startRehearsal } from '../support/rehearsal.ts';

const agent = (more: { readonly validTo?: string; readonly constraints?: string } = {}): string => `
name: hillstrom
timeZone: America/New_York
schedule: { runAt: "06:00" }
audience: { segments: [7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10] }
success: { event: visit, horizon: 7 days }
groups: { agent: 60%, random_control: 30%, holdout: 10% }
dimensions:
  - { id: creative, kind: template, options: [mens_email, womens_email] }
  - id: offer
    kind: offer
    options:
      - { id: none, values: { offer: none } }
      - { id: gift, values: { offer: gift }${more.validTo ?? ''} }
  - { id: send_hour, kind: send_hour, options: [5, 20] }
${more.constraints ?? ''}
context:
  - { attribute: recency, type: number }
delivery:
  connection: sandbox
  ids: { mens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01, womens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02 }
`;

const received = ({ sandbox }: Rehearsal) =>
  sandbox.journal().flatMap(({ at, recipients }) => recipients.map((each) => ({ at, ...each })));
const gifts = (rehearsal: Rehearsal) => received(rehearsal).filter(({ properties }) => properties['offer'] === 'gift');

async function rehearse(yaml: string, work: (rehearsal: Rehearsal) => Promise<void>): Promise<void> {
  const rehearsal = await startRehearsal({ customers: 200, edit: () => yaml });
  try {
    await work(rehearsal);
  } finally {
    await rehearsal.close();
  }
}

it('an offer that ends today is not sent at an hour of tomorrow', () =>
  rehearse(agent({ validTo: ', validTo: 2026-01-05' }), async (rehearsal) => {
    await rehearsal.play(1);
    const days = gifts(rehearsal).map(({ at }) =>
      Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('America/New_York').toPlainDate().toString(),
    );
    expect(days.length).toBeGreaterThan(20);
    expect(new Set(days)).toEqual(new Set(['2026-01-05']));
  }));

it('a total that is added later counts what went out before', () =>
  rehearse(agent(), async (rehearsal) => {
    await rehearsal.play(2);
    const before = gifts(rehearsal).length;
    const budget = `constraints: { budgets: [{ option: { dimension: offer, option: gift }, maxTotal: ${before + 5} }] }`;
    await writeFile(join(rehearsal.folder, 'agents', `${AGENT}.yaml`), agent({ constraints: budget }));
    await rehearsal.play(2);
    expect(before).toBeGreaterThan(100);
    expect(gifts(rehearsal).length).toBeLessThanOrEqual(before + 5);
  }));

it('a message that left late counts for caps when it left', () =>
  rehearse(agent({ constraints: 'constraints: { caps: [{ per: agent, max: 1, days: 1 }] }' }), async (rehearsal) => {
    const planned = rehearsal.inside((workspace) => runUntil(workspace, 'plan'));
    await expect(planned).rejects.toMatchObject({ code: 'interrupted' });
    rehearsal.sandbox.clock.advanceTo(rehearsal.sandbox.clock.now() + 23.5 * 3_600_000);
    await rehearsal.inside((workspace) => runNext(workspace));
    await rehearsal.inside((workspace) => runNext(workspace));
    const byCustomer = Map.groupBy(received(rehearsal), ({ externalId }) => externalId);
    expect(byCustomer.size).toBeGreaterThan(100);
    for (const all of byCustomer.values()) {
      const [first, second] = all.map(({ at }) => at).sort((a, b) => a - b);
      // Less than an hour late counts as in time, so that a daily rhythm does not slip by seconds.
      if (second !== undefined) expect(second - first!).toBeGreaterThanOrEqual(86_400_000 - 3_600_000);
    }
  }));
