/** What must not happen, over real HTTP, database and lake: looked for in the log and in the sandbox's own journal. */
import type { JournalEntry } from '@fitly/braze-sandbox';
import { numberColumn, textColumn } from '@fitly/core/data';
import type { AgentName, Day } from '@fitly/core/terms';
import { explainCustomer, replayDay, type Workspace } from '@fitly/service';
import { finishedSteps, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const agent = AGENT as AgentName;
const SEGMENT = '7f0d3a52-4c1e-4b8a-9a57-2f6f0c1d9e10';

/** An agent with constraints of every kind that concerns what is sent. Offers are passed as a property of their own. */
const constrained = (more: {
  readonly schedule?: string;
  readonly dimensions?: string;
  readonly rest: string;
}): string => `
name: hillstrom
timeZone: America/New_York
schedule: { runAt: "06:00"${more.schedule ?? ''} }
audience: { segments: [${SEGMENT}] }
success: { event: purchase, value: amount, currency: USD, horizon: 3 days, subtractCosts: true, winsorQuantile: 0.999 }
groups: { agent: 60%, random_control: 30%, holdout: 10% }
dimensions:
  - id: creative
    kind: template
    options: [mens_email, womens_email]
  - id: offer
    kind: offer
    options:
      - { id: none, values: { offer: none } }
      - { id: gift, values: { offer: gift }, cost: 1.5, requires: { creative: womens_email } }
      - { id: half_price, values: { offer: half_price }, cost: 4 }
      - { id: silence, noSend: true }
${more.dimensions ?? ''}
context:
  - { attribute: recency, type: number }
  - { attribute: newbie, type: boolean }
  - { attribute: channel, type: category }
delivery:
  connection: sandbox
  ids: { mens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01, womens_email: c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a02 }
${more.rest}
`;

const HOURS = '  - { id: send_hour, kind: send_hour, options: [8, 20] }';
const RULES = `
constraints:
  rules:
    - { id: no_half_price_for_newbies, denyWhen: 'customer.newbie && action.offer == "half_price"' }
    - { id: phone_gets_no_gift, denyWhen: 'customer.channel == "Phone" && action.offer == "gift"', reason: not_by_phone }
  caps:
    - { per: agent, max: 1, days: 2 days }
    - { per: message, max: 1, days: 4 days, window: calendar }
  budgets:
    - { option: { dimension: offer, option: half_price }, maxPerDay: 12, maxTotal: 40 }
    - { unit: cost, maxPerDay: 90 }
`;

const DAYS = daysFrom(8);

describe('eight days under rules, caps and budgets', () => {
  let rehearsal: Rehearsal;

  beforeAll(async () => {
    rehearsal = await startRehearsal({
      customers: 700,
      edit: () => constrained({ dimensions: HOURS, rest: RULES }),
    });
    await rehearsal.play(DAYS.length);
  }, 120_000);
  afterAll(() => rehearsal.close());

  const eachDay = (look: (workspace: Workspace, day: Day) => Promise<void>): Promise<void> =>
    rehearsal.inside(async (workspace) => {
      for (const day of DAYS) await look(workspace, day);
    });

  it('no decision breaks a rule or a requirement', async () => {
    let looked = 0;
    await eachDay(async (workspace, day) => {
      const log = await readLog(workspace, day);
      const offers = textColumn(log, 'option_offer');
      for (const [row, offer] of offers.entries()) {
        const newbie = numberColumn(log, 'ctx_newbie')[row] === 1;
        if (offer === 'half_price') expect(newbie).toBe(false);
        if (offer === 'gift') {
          expect(textColumn(log, 'ctx_channel')[row]).not.toBe('Phone');
          expect(textColumn(log, 'option_creative')[row]).toBe('womens_email');
        }
        looked += 1;
      }
    });
    expect(looked).toBeGreaterThan(2_000);
  });

  it('nobody gets two messages within two days, nor one message twice within four calendar days', () => {
    const byCustomer = Map.groupBy(receipts(rehearsal.sandbox.journal()), (receipt) => receipt.externalId);
    expect(byCustomer.size).toBeGreaterThan(300);
    for (const received of byCustomer.values()) {
      for (const [i, one] of received.entries()) {
        for (const other of received.slice(i + 1)) {
          expect(Math.abs(other.at - one.at)).toBeGreaterThanOrEqual(2 * 86_400_000);
          if (other.campaignId === one.campaignId) expect(localDays(one.at, other.at)).toBeGreaterThanOrEqual(4);
        }
      }
    }
  });

  it('half price goes out at most 12 times a day and 40 times in all, and costs at most 90 a day', async () => {
    const all = receipts(rehearsal.sandbox.journal());
    const half = all.filter((receipt) => receipt.offer === 'half_price');
    expect(half.length).toBeLessThanOrEqual(40);
    expect(half.length).toBeGreaterThan(25);
    await eachDay(async (workspace, day) => {
      const ids = new Set(textColumn(await readLog(workspace, day), 'decision_id'));
      const own = all.filter((receipt) => ids.has(receipt.decisionId));
      expect(own.filter((receipt) => receipt.offer === 'half_price').length).toBeLessThanOrEqual(12);
      const cost = own.reduce((sum, { offer }) => sum + (offer === 'half_price' ? 4 : offer === 'gift' ? 1.5 : 0), 0);
      expect(cost).toBeLessThanOrEqual(90);
    });
  });

  it('sending nothing is chosen, is sent to nobody, leaves the other choices open and trains', async () => {
    const received = new Set(receipts(rehearsal.sandbox.journal()).map((receipt) => receipt.decisionId));
    await rehearsal.inside(async (workspace) => {
      const log = await readLog(workspace, DAYS[0]!);
      const rows = textColumn(log, 'option_offer').flatMap((offer, row) => (offer === 'silence' ? [row] : []));
      expect(rows.length).toBeGreaterThan(10);
      const ids = textColumn(log, 'decision_id');
      const rewards = await workspace.store.lake.read({ table: 'rewards', agent, day: DAYS[0]! });
      const trains = new Map(
        valuesOf(rewards, 'decision_id', 'string').map((id, row) => [id, valuesOf(rewards, 'trains', 'boolean')[row]]),
      );
      for (const row of rows) {
        expect(received.has(ids[row]!)).toBe(false);
        expect(textColumn(log, 'option_creative')[row]).toBeNull();
        expect(textColumn(log, 'option_send_hour')[row]).toBeNull();
        expect(numberColumn(log, 'send_at')[row]).toBeNaN();
        expect(trains.get(ids[row]!)).toBe(1);
      }
    });
  });

  it('silence is drawn by the random control as one action among the others', async () => {
    // 2 creatives × 2 hours × (none, half price) + 2 hours × gift for one creative, and silence once: at most 11.
    await rehearsal.inside(async (workspace) => {
      const log = await readLog(workspace, DAYS[0]!);
      const silent = textColumn(log, 'option_offer').flatMap((offer, row) =>
        offer === 'silence' && textColumn(log, 'group')[row] === 'random_control' ? [row] : [],
      );
      for (const row of silent) expect(numberColumn(log, 'propensity')[row]).toBeGreaterThanOrEqual(1 / 11);
    });
  });

  it('every day is recomputed equal', () =>
    eachDay(async (workspace, day) => {
      const { rows, differences } = await replayDay({ workspace, agentName: AGENT, day });
      expect(differences).toEqual([]);
      expect(rows).toBeGreaterThan(0);
    }));

  it('counts for each reason how many customers were refused something', async () => {
    await rehearsal.inside(async ({ store }) => {
      const columns = await store.lake.read({ table: 'refusals', agent, day: DAYS[1]! });
      const counts = Object.fromEntries(
        valuesOf(columns, 'reason', 'string').map((reason, row) => [
          reason,
          valuesOf(columns, 'customers', 'int32')[row],
        ]),
      );
      expect(Object.keys(counts)).toEqual([
        'agent_cap',
        'budget',
        'message_cap',
        'no_half_price_for_newbies',
        'not_by_phone',
      ]);
      expect(counts['no_half_price_for_newbies']).toBeGreaterThan(100);
    });
  });

  it('explain says the same as the log: reasons, probabilities that sum to one, what was drawn and sent', () =>
    rehearsal.inside(async (workspace) => {
      const day = DAYS[1]!;
      const log = await readLog(workspace, day);
      for (const row of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const decisionId = textColumn(log, 'decision_id')[row]!;
        const explained = await explainCustomer({ workspace, agentName: AGENT, day, who: { decisionId } });
        const { explanation, decision } = explained;
        expect(decision?.decisionId).toBe(decisionId);
        const sum = explanation!.candidates.reduce((total, each) => total + each.probability, 0);
        if (decision!.reason === 'no_eligible_action') expect(explanation!.candidates).toEqual([]);
        else {
          expect(sum).toBeCloseTo(1, 12);
          const chosen = explanation!.candidates.find(
            (each) => JSON.stringify(each.options) === JSON.stringify(decision!.options),
          );
          expect(chosen?.probability).toBe(decision!.propensity);
        }
        expect(explanation!.eligible).toBe(explanation!.candidates.length);
        const newbie = numberColumn(log, 'ctx_newbie')[row] === 1;
        const reasons = explanation!.refusals.map((refusal) => refusal.reason);
        expect(reasons.includes('no_half_price_for_newbies')).toBe(newbie);
      }
    }));

  it('the report counts money less the costs of what was sent, the same cap for every group', () =>
    rehearsal.inside(async ({ store }) => {
      const steps = await finishedSteps(store.state.db, agent, DAYS[7]!);
      const summary = steps.get('measure')?.summary as { budget_use: string };
      expect(Object.keys(JSON.parse(summary.budget_use))).toEqual(['offer=half_price, sends', 'all, cost']);
      const cells = await store.lake.read({ table: 'daily_cells', agent, day: DAYS[7]! });
      const caps = new Set(valuesOf(cells, 'capped_at', 'float64'));
      expect(caps.size).toBe(1);
      const groups = valuesOf(cells, 'group', 'string');
      const means = valuesOf(cells, 'mean', 'float64');
      // Few buy in a week: what was spent on offers weighs more, and nobody of the holdout got one.
      expect(means[groups.indexOf('random_control')]).toBeLessThan(means[groups.indexOf('holdout')]! + 1);
    }));
});

interface Receipt {
  readonly externalId: string;
  readonly at: number;
  readonly campaignId: string | null;
  readonly offer: unknown;
  readonly decisionId: string;
}

const receipts = (journal: readonly JournalEntry[]): Receipt[] =>
  journal.flatMap(({ at, campaignId, recipients }) =>
    recipients.map(({ externalId, properties }) => ({
      externalId,
      at,
      campaignId,
      offer: properties['offer'],
      decisionId: String(properties['decision_id']),
    })),
  );

function localDays(a: number, b: number): number {
  const day = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('America/New_York').toPlainDate();
  return Math.abs(day(a).until(day(b)).days);
}

describe('a frequency', () => {
  it('holds for its period, and a customer is due again on the day after it', async () => {
    const frequency = `
  - id: rhythm
    kind: frequency
    options: [{ id: every_two, every: 2 days }, { id: every_three, every: 3 days }]`;
    const rehearsal = await startRehearsal({
      customers: 300,
      edit: () => constrained({ dimensions: frequency, rest: '' }),
    });
    try {
      await rehearsal.play(7);
      const last = new Map<string, { day: number; period: number }>();
      const firsts = [0, 0, 0];
      let again = 0;
      await rehearsal.inside(async (workspace) => {
        for (const [number, day] of daysFrom(7).entries()) {
          const log = await readLog(workspace, day);
          const rhythms = textColumn(log, 'option_rhythm');
          for (const [row, key] of textColumn(log, 'customer_key').entries()) {
            const before = last.get(key!);
            if (before !== undefined) expect(number - before.day).toBe(before.period);
            if (before !== undefined) again += 1;
            else firsts[number] = (firsts[number] ?? 0) + 1;
            last.set(key!, { day: number, period: rhythms[row] === 'every_two' ? 2 : 3 });
          }
          expect((await replayDay({ workspace, agentName: AGENT, day })).differences).toEqual([]);
        }
      });
      expect(again).toBeGreaterThan(300);
      // First decisions are spread over the longest period, three days.
      expect(firsts).toHaveLength(3);
      for (const count of firsts) expect(count).toBeGreaterThan(60);
    } finally {
      await rehearsal.close();
    }
  });
});

describe('the audience', () => {
  const ids = {
    all: SEGMENT,
    women: 'aaaaaaaa-0000-4000-8000-000000000001',
    out: 'aaaaaaaa-0000-4000-8000-000000000002',
  };
  let leavers = false;
  const segments = [
    { id: ids.all, members: 'everyone' as const },
    { id: ids.women, members: (index: number) => index % 2 === 0 && !(leavers && index % 10 === 0) },
    { id: ids.out, members: (index: number) => index % 14 === 0 },
  ];

  it('combines segments and a rule; who leaves is not decided for, keeps the group and finds it again', async () => {
    const rehearsal = await startRehearsal({
      customers: 600,
      sandbox: { segments },
      edit: () =>
        constrained({ rest: '' }).replace(
          `audience: { segments: [${SEGMENT}] }`,
          `audience: { segments: { anyOf: [${ids.all}], allOf: [${ids.women}], noneOf: [${ids.out}] }, rule: 'customer.recency <= 9' }`,
        ),
    });
    try {
      leavers = false;
      await rehearsal.play(1);
      leavers = true;
      await rehearsal.play(1);
      leavers = false;
      await rehearsal.play(1);
      await rehearsal.inside(async (workspace) => {
        const [first, second, third] = await Promise.all(daysFrom(3).map((day) => eligibility(workspace, day)));
        const member = (index: number) => index % 2 === 0 && index % 14 !== 0;
        const expected = Array.from({ length: 600 }, (_, index) => index).filter(member);
        expect(first!.size).toBe(expected.length);
        expect(new Set([...first!.values()].map((each) => each.reason))).toEqual(new Set([null, 'audience_rule']));
        const left = [...second!].filter(([, each]) => each.reason === 'left_segments');
        expect(left.length).toBeGreaterThan(10);
        for (const [key, { group }] of left) {
          expect(first!.get(key)?.group).toBe(group);
          expect(third!.get(key)).toEqual(first!.get(key));
        }
        const groups = new Set([...first!.values()].filter((each) => each.reason === null).map((each) => each.group));
        expect(groups).toEqual(new Set(['agent', 'random_control', 'holdout']));
        const decided = new Set(textColumn(await readLog(workspace, daysFrom(2)[1]!), 'customer_key'));
        for (const [key] of left) expect(decided.has(key)).toBe(false);
        for (const each of first!.values()) expect(each.actions > 0).toBe(each.reason === null);
      });
    } finally {
      await rehearsal.close();
    }
  });

  it('whoever leaves the segment is still asked after, so that a success that ends a membership counts', async () => {
    let gone = false;
    const half = { id: ids.all, members: (index: number) => !(gone && index < 400) };
    const rehearsal = await startRehearsal({
      customers: 500,
      sandbox: { segments: [half] },
      edit: () =>
        constrained({ rest: '' }).replace(
          'event: purchase, value: amount, currency: USD',
          'event: visit, value: 1, currency: USD',
        ),
    });
    try {
      gone = false;
      await rehearsal.play(1);
      gone = true;
      await rehearsal.play(4);
      await rehearsal.inside(async ({ store }) => {
        const [first, last] = [daysFrom(5)[0]!, daysFrom(5)[4]!];
        const log = await eligibility({ store } as Workspace, last);
        const left = [...log].filter(([, each]) => each.reason === 'left_segments').map(([key]) => key);
        expect(left).toHaveLength(400);
        const events = await store.lake.read({ table: 'events', agent, days: { from: first, to: last } });
        const visitors = new Set(valuesOf(events, 'customer_key', 'string'));
        expect(left.filter((key) => visitors.has(key)).length).toBeGreaterThan(20);
        const cells = await store.lake.read({ table: 'daily_cells', agent, day: last });
        expect([...valuesOf(cells, 'missing', 'float64')].every((missing) => missing === 0)).toBe(true);
      });
    } finally {
      await rehearsal.close();
    }
  });

  it('leaves the workspace-wide holdout out of every group, for good', async () => {
    const rehearsal = await startRehearsal({
      customers: 800,
      edit: () => constrained({ rest: '' }),
      editWorkspace: (yaml) => `holdout: 20%\n${yaml}`,
    });
    try {
      await rehearsal.play(2);
      await rehearsal.inside(async (workspace) => {
        const [first, second] = await Promise.all(daysFrom(2).map((day) => eligibility(workspace, day)));
        const held = [...first!].filter(([, each]) => each.reason === 'workspace_holdout').map(([key]) => key);
        expect(held.length).toBeGreaterThan(120);
        expect(held.length).toBeLessThan(200);
        const decided = new Set(textColumn(await readLog(workspace, daysFrom(2)[1]!), 'customer_key'));
        for (const key of held) {
          expect(first!.get(key)?.group).toBeNull();
          expect(second!.get(key)?.reason).toBe('workspace_holdout');
          expect(decided.has(key)).toBe(false);
        }
      });
    } finally {
      await rehearsal.close();
    }
  });
});

interface Eligible {
  readonly group: string | null;
  readonly reason: string | null;
  readonly actions: number;
}

async function eligibility({ store }: Workspace, day: Day): Promise<Map<string, Eligible>> {
  const columns = await store.lake.read({ table: 'eligibility', agent, day });
  const [groups, reasons] = ['group', 'reason'].map((name) => valuesOf(columns, name, 'string'));
  const actions = valuesOf(columns, 'eligible_actions', 'int32');
  return new Map(
    valuesOf(columns, 'customer_key', 'string').map((key, row) => [
      key!,
      { group: groups![row] ?? null, reason: reasons![row] ?? null, actions: actions[row]! },
    ]),
  );
}
