import { describe, expect, test } from 'vitest';
import { type DecisionTable, numberColumn, textColumn } from '../data/decision-table.ts';
import { decideDay } from '../decide/decide-day.ts';
import { AGENT, inputOf, KEY } from '../decide/fixtures.ts';
import type { Agent, Dimension } from '../design/agent.ts';
import { option } from '../design/fixtures.ts';
import type { CustomerKey } from '../terms.ts';
import { planBatches } from './plan-batches.ts';
import { triggerProperties } from './trigger-properties.ts';

const decisions = decideDay(inputOf(1200));

function reversed(table: DecisionTable): DecisionTable {
  return {
    rowCount: table.rowCount,
    columns: table.columns.map((column) => ({ ...column, values: column.values.toReversed() }) as typeof column),
  };
}

describe('a day’s plan', () => {
  const plan = planBatches({ decisions, agent: AGENT, key: KEY });
  const rowOf = new Map(textColumn(decisions, 'decision_id').map((id, row) => [id, row]));

  test('holds every decision once, at most 50 a batch, all of one campaign and instant, ordered by customer', () => {
    expect(plan.flatMap((batch) => batch.decisionIds).toSorted()).toEqual(
      textColumn(decisions, 'decision_id').toSorted(),
    );
    const customers = textColumn(decisions, 'customer_key');
    for (const batch of plan) {
      expect(batch.decisionIds.length).toBeLessThanOrEqual(50);
      const rows = batch.decisionIds.map((id) => rowOf.get(id)!);
      for (const row of rows) {
        expect(numberColumn(decisions, 'send_at')[row]).toBe(batch.sendAt);
        expect(`campaign-${textColumn(decisions, 'option_template')[row]}`).toBe(batch.targetId);
      }
      expect(rows.map((row) => customers[row])).toEqual(rows.map((row) => customers[row]).toSorted());
    }
  });

  test('is ordered by send instant, and a place in it is a position', () => {
    expect(plan.map((batch) => batch.position)).toEqual(plan.map((_, i) => i));
    expect(plan.map((batch) => batch.sendAt)).toEqual(plan.map((batch) => batch.sendAt).toSorted((a, b) => a - b));
  });

  test('fills its batches: no two short ones of the same campaign and instant', () => {
    const short = plan
      .filter((batch) => batch.decisionIds.length < 50)
      .map((batch) => `${batch.targetId} ${batch.sendAt}`);
    expect(new Set(short).size).toBe(short.length);
    expect(plan.some((batch) => batch.decisionIds.length === 50)).toBe(true);
  });

  test('where zones matter a batch is of one zone', () => {
    const zoneOf = (customer: string | null) => (Number.parseInt(customer ?? '', 16) % 2 === 0 ? 'Asia/Tokyo' : 'UTC');
    const customers = textColumn(decisions, 'customer_key');
    const zones = new Map(customers.map((key) => [key as CustomerKey, zoneOf(key)]));
    const apart = planBatches({ decisions, agent: AGENT, key: KEY, zones });
    expect(apart.flatMap(({ decisionIds }) => decisionIds).toSorted()).toEqual(
      plan.flatMap(({ decisionIds }) => decisionIds).toSorted(),
    );
    const zonesIn = apart.map(
      ({ decisionIds }) => new Set(decisionIds.map((id) => zoneOf(customers[rowOf.get(id)!]!))),
    );
    expect(zonesIn.every(({ size }) => size === 1)).toBe(true);
    expect(new Set(zonesIn.flatMap((each) => [...each])).size).toBe(2);
  });

  test('is the same for any order of rows; keys are unique and follow the recipients', () => {
    expect(planBatches({ decisions: reversed(decisions), agent: AGENT, key: KEY })).toEqual(plan);
    expect(new Set(plan.map((batch) => batch.batchKey)).size).toBe(plan.length);
    for (const batch of plan) expect(batch.batchKey).toMatch(/^[0-9a-f]{32}$/);
    const other = planBatches({ decisions: decideDay(inputOf(1199)), agent: AGENT, key: KEY });
    const shared = other.filter((batch) => plan.some((each) => each.batchKey === batch.batchKey));
    for (const batch of shared) {
      expect(plan.find((each) => each.batchKey === batch.batchKey)!.decisionIds).toEqual(batch.decisionIds);
    }
  });
});

describe('what is not sent', () => {
  const withOptions = (dimension: string, options: Agent['dimensions'][number]['options']): Agent => ({
    ...AGENT,
    dimensions: AGENT.dimensions.map((each) => (each.id === dimension ? { ...each, options } : each)),
  });

  test('a "send nothing" option leaves its decisions out', () => {
    const agent = withOptions('subject', [option('news'), option('quiet', { noSend: true })]);
    const log = decideDay(inputOf(300, { agent }));
    const planned = planBatches({ decisions: log, agent, key: KEY }).flatMap((batch) => batch.decisionIds);
    const subjects = textColumn(log, 'option_subject');
    const expected = textColumn(log, 'decision_id').filter((_, row) => subjects[row] === 'news');
    expect(planned.toSorted()).toEqual(expected.toSorted());
    expect(planned.length).toBeGreaterThan(50);
  });

  test('customers without an eligible action are left out, and nobody to send to is an empty plan', () => {
    const agent = withOptions('subject', [option('news', { state: 'paused' })]);
    expect(planBatches({ decisions: decideDay(inputOf(30, { agent })), agent, key: KEY })).toEqual([]);
    expect(planBatches({ decisions: decideDay(inputOf(0)), agent: AGENT, key: KEY })).toEqual([]);
  });

  test('a template without a campaign stops the plan and names the template', () => {
    const agent = { ...AGENT, delivery: { ...AGENT.delivery, ids: { mens: 'campaign-mens' } } };
    expect(() => planBatches({ decisions, agent, key: KEY })).toThrow('"womens"');
  });
});

test('without a template dimension the default campaign is used', () => {
  const agent = {
    ...AGENT,
    dimensions: AGENT.dimensions.filter((dimension) => dimension.kind !== 'template'),
    delivery: { ...AGENT.delivery, ids: { default: 'campaign-all' } },
  };
  const plan = planBatches({ decisions: decideDay(inputOf(40, { agent })), agent, key: KEY });
  expect(new Set(plan.map((batch) => batch.targetId))).toEqual(new Set(['campaign-all']));
});

describe('a plan of direct messages', () => {
  const [template, subject, hour] = AGENT.dimensions as [Dimension, Dimension, Dimension];
  const agent: Agent = {
    ...AGENT,
    dimensions: [
      {
        ...template,
        options: [option('mens', { values: { body: 'M' } }), option('womens', { values: { body: 'W' } })],
      },
      {
        ...subject,
        options: [option('news', { values: { subject: 'News' } }), option('sale', { values: { subject: 'Sale' } })],
      },
      hour,
    ],
    delivery: {
      ...AGENT.delivery,
      mode: 'message',
      ids: { mens: 'c/m', womens: 'c/w' },
      message: { channel: 'email', fields: { from: 'Shop <s@example.com>', app_id: 'a' } },
      placeholders: [],
    },
  };
  const log = decideDay(inputOf(1200, { agent }));
  const plan = planBatches({ decisions: log, agent, key: KEY });
  const rowOf = new Map(textColumn(log, 'decision_id').map((id, row) => [id, row]));
  const contentOf = (row: number) => ({
    app_id: 'a',
    body: textColumn(log, 'option_template')[row] === 'mens' ? 'M' : 'W',
    from: 'Shop <s@example.com>',
    subject: textColumn(log, 'option_subject')[row] === 'news' ? 'News' : 'Sale',
  });

  test('puts into one request only customers who get the same content at the same instant', () => {
    expect(plan.flatMap((batch) => batch.decisionIds)).toHaveLength(log.rowCount);
    for (const { decisionIds, content, sendAt, targetId, request } of plan) {
      expect(decisionIds.length).toBeLessThanOrEqual(50);
      expect(request).toBe('message');
      for (const row of decisionIds.map((id) => rowOf.get(id)!)) {
        expect(content).toEqual({ channel: 'email', fields: contentOf(row) });
        expect(numberColumn(log, 'send_at')[row]).toBe(sendAt);
        expect(targetId).toBe(textColumn(log, 'option_template')[row] === 'mens' ? 'c/m' : 'c/w');
      }
    }
  });

  test('is the same for any order of rows, and no two short batches share content and instant', () => {
    expect(planBatches({ decisions: reversed(log), agent, key: KEY })).toEqual(plan);
    const short = plan.filter((batch) => batch.decisionIds.length < 50);
    const names = short.map((batch) => JSON.stringify([batch.sendAt, batch.targetId, batch.content]));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(plan.map((batch) => batch.batchKey)).size).toBe(plan.length);
  });
});

test('what was answered on request is one kind of batch, by the hour of the answers', () => {
  const agent: Agent = { ...AGENT, delivery: { ...AGENT.delivery, mode: 'api', ids: {} } };
  const planned = planBatches({ decisions, agent, key: KEY });
  expect(new Set(planned.map(({ request, targetId, content }) => `${request} ${targetId} ${content}`))).toEqual(
    new Set(['api api null']),
  );
  const hours = numberColumn(decisions, 'decided_at').map((at) => Math.floor(at / 3_600_000) * 3_600_000);
  expect(new Set(planned.map(({ sendAt }) => sendAt))).toEqual(new Set(hours));
});

describe('trigger properties', () => {
  test('are the decision id and all values of the chosen options', () => {
    expect(triggerProperties(AGENT, { template: 'mens', subject: 'sale', hour: 'h9' }, 'd1')).toEqual({
      decision_id: 'd1',
      look: 'mens',
      subject: 'Sale',
      urgent: true,
    });
  });

  test('an option never overrides the decision id', () => {
    const dimensions = [{ ...AGENT.dimensions[0]!, options: [option('a', { values: { decision_id: 'mine' } })] }];
    expect(triggerProperties({ dimensions }, { template: 'a' }, 'd1')).toEqual({ decision_id: 'd1' });
  });

  test('a choice that is missing or unknown is refused', () => {
    expect(() => triggerProperties(AGENT, { template: 'mens', subject: 'gift', hour: 'h9' }, 'd1')).toThrow(
      'decided as gift',
    );
    expect(() => triggerProperties(AGENT, { template: 'mens', subject: 'news' }, 'd1')).toThrow('decided as nothing');
  });
});
