import { describe, expect, test } from 'vitest';
import { numberColumn, textColumn } from '../data/decision-table.ts';
import { decideDay } from '../decide/decide-day.ts';
import { AGENT, DECIDED_AT, inputOf, KEY } from '../decide/fixtures.ts';
import type { Agent } from '../design/agent.ts';
import { dimension, option } from '../design/fixtures.ts';
import { asDay } from '../terms.ts';
import { planBatches } from './plan-batches.ts';
import { countLeftOut, type RecommendationTable, recommendationTable } from './recommendation-table.ts';

const FILE_AGENT: Agent = { ...AGENT, delivery: { ...AGENT.delivery, mode: 'file', ids: {}, connection: '' } };
const day = asDay('2024-10-26');

function tableOf(agent: Agent, customers = 300): RecommendationTable {
  const decisions = decideDay(inputOf(customers, { agent }));
  const decisionIds = planBatches({ decisions, agent, key: KEY }).flatMap((batch) => batch.decisionIds);
  const keys = textColumn(decisions, 'customer_key');
  return recommendationTable({ decisions, agent, day, decisionIds, externalIdOf: (row) => `id of ${keys[row]}` });
}
const cells = (table: RecommendationTable, name: string) => table.columns.find((each) => each.name === name)?.values;

describe('a plan for a file', () => {
  test('holds every decision once, in batches of up to 5,000, and needs no campaign', () => {
    const decisions = decideDay(inputOf(12_000, { agent: FILE_AGENT }));
    const plan = planBatches({ decisions, agent: FILE_AGENT, key: KEY });
    expect(plan.flatMap((batch) => batch.decisionIds).toSorted()).toEqual(
      textColumn(decisions, 'decision_id').toSorted(),
    );
    expect(plan.map((batch) => batch.decisionIds.length)).toEqual([5_000, 3_000]);
    expect(new Set(plan.map((batch) => batch.targetId))).toEqual(new Set(['file']));
    expect(new Set(plan.map((batch) => batch.sendAt))).toEqual(new Set([DECIDED_AT]));
  });
});

describe('the rows of a file', () => {
  const table = tableOf(FILE_AGENT);

  test('have the id, the decision, the day, the send instant, each dimension and each value, and never the group', () => {
    expect(table.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'external_id text',
      'decision_id text',
      'day text',
      'send_at instant',
      'template text',
      'subject text',
      'hour text',
      'value_look text',
      'value_subject text',
      'value_urgent boolean',
    ]);
  });

  test('are sorted by decision id, whatever the order of the log', () => {
    const ids = cells(table, 'decision_id')!;
    expect(ids).toEqual(ids.toSorted());
    expect(table.rowCount).toBe(200);
  });

  test('say what the log says, customer by customer', () => {
    const decisions = decideDay(inputOf(300, { agent: FILE_AGENT }));
    const ids = textColumn(decisions, 'decision_id');
    for (const [index, id] of cells(table, 'decision_id')!.entries()) {
      const row = ids.indexOf(id as string);
      expect(cells(table, 'external_id')![index]).toBe(`id of ${textColumn(decisions, 'customer_key')[row]}`);
      expect(cells(table, 'send_at')![index]).toBe(numberColumn(decisions, 'send_at')[row]);
      const subject = textColumn(decisions, 'option_subject')[row];
      expect(cells(table, 'subject')![index]).toBe(subject);
      expect(cells(table, 'value_subject')![index]).toBe(subject === 'news' ? 'News' : 'Sale');
      expect(cells(table, 'value_urgent')![index]).toBe(subject === 'news' ? null : true);
    }
  });

  test('of nobody are a table with the same columns', () => {
    const nobody = tableOf(FILE_AGENT, 0);
    expect(nobody.rowCount).toBe(0);
    expect(nobody.columns.map(({ name }) => name)).toEqual(table.columns.map(({ name }) => name));
  });

  test('a planned decision that is not in the log is refused', () => {
    const decisions = decideDay(inputOf(3, { agent: FILE_AGENT }));
    const input = { decisions, agent: FILE_AGENT, day, decisionIds: ['nobody' as never], externalIdOf: () => '' };
    expect(() => recommendationTable(input)).toThrow('nobody');
  });
});

test('a value that is a number here and a text there is a text everywhere', () => {
  const discount = dimension('discount', 'offer', [
    option('none', { values: { percent: 'nothing' } }),
    option('some', { values: { percent: 10 } }),
  ]);
  const table = tableOf({ ...FILE_AGENT, dimensions: [discount, FILE_AGENT.dimensions[2]!] });
  expect(new Set(cells(table, 'value_percent'))).toEqual(new Set(['nothing', '10']));
});

test('who is sent nothing, and who has no eligible action, is counted and not in the file', () => {
  const subject = dimension('subject', 'content', [option('news'), option('quiet', { noSend: true })]);
  const agent = { ...FILE_AGENT, dimensions: [subject, FILE_AGENT.dimensions[2]!] };
  const decisions = decideDay(inputOf(300, { agent }));
  const { rowCount } = tableOf(agent);
  const left = countLeftOut(decisions);
  expect(rowCount + left.sends_nothing).toBe(decisions.rowCount);
  expect(left.sends_nothing).toBeGreaterThan(20);
  const paused = { ...agent, dimensions: [dimension('subject', 'content', [option('news', { state: 'paused' })])] };
  expect(countLeftOut(decideDay(inputOf(30, { agent: paused })))).toEqual({
    sends_nothing: 0,
    no_eligible_action: 20,
    over_budget: 0,
  });
});
