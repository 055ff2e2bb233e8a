import { expect, test } from 'vitest';
import type { Cells } from '../parse-event.ts';
import type { Sample } from '../sample.ts';
import { contextYaml, feedYaml } from './feed-yaml.ts';
import { type AgentWants, proposeFeed } from './propose-feed.ts';

const AGENT: AgentWants = { agent: 'winback', event: 'order', fields: ['basket'], attributes: ['recency'] };

function sampleOf(rows: number, row: (n: number) => Cells): Sample {
  const all = Array.from({ length: rows }, (_, n) => row(n));
  return { columns: Object.keys(all[0] ?? {}), rows: all, bad: 0, isPart: false };
}

const second = (n: number): string => `2026-01-05T10:${String(n % 60).padStart(2, '0')}:00Z`;
const ORDERS = sampleOf(200, (n) => ({
  customer_id: `c-${n % 40}`,
  event_name: n % 3 === 0 ? 'order' : 'refund',
  happened_at: second(n),
  loaded_at: '2026-01-06',
  order_no: `A-${n}`,
  total: `${n}.50`,
  basket: n % 5,
  contact: `ada${n}@example.com`,
  note: '',
}));
const CRM = sampleOf(100, (n) => ({
  'Customer No': `c-${n}`,
  recency: String(n % 12),
  vip: n % 7 === 0 ? 'true' : 'false',
  plan: ['basic', 'plus'][n % 2],
  code: `K${n}X`,
  order: n % 2,
  snapshot_date: '2026-01-05',
  'ada@example.com': 'x',
}));
const roles = (sample: Sample) =>
  Object.fromEntries(
    proposeFeed({ format: 'parquet', hasDay: false }, sample, [AGENT]).columns.map(({ name, role }) => [name, role]),
  );

test('orders are events: customers come again at other times, and every column has its part', () => {
  const proposal = proposeFeed({ format: 'csv', hasDay: false }, ORDERS, [AGENT]);
  expect(proposal).toMatchObject({
    kind: 'events',
    because: '160 of 200 rows are of a customer who came before in the file, with another time in happened_at',
    counted: [{ agent: 'winback', event: 'order' }],
  });
  expect(roles(ORDERS)).toEqual({
    ...{ customer_id: 'customer', event_name: 'event', happened_at: 'at', loaded_at: 'createdAt', order_no: 'id' },
    ...{ total: 'amount', basket: 'field', contact: null, note: null },
  });
  expect(proposal.columns.find(({ name }) => name === 'basket')?.serves).toEqual(['winback']);
  expect(proposal.columns.find(({ name }) => name === 'contact')?.reason).toContain('e-mail addresses');
  expect(feedYaml('orders', proposal)).toBe(`feeds:
  orders:
    kind: events
    format: csv
    folder: feeds/orders
    required: false
    columns:
      customer: customer_id
      event: event_name
      at: happened_at
      createdAt: loaded_at
      id: order_no
      amount: total
      # fields: {ours: column}   # only where the names differ
    # currency: EUR
    # unit: 0.01
`);
});

test('one row for each customer is a snapshot; outcomes, codes and personal names are no attributes', () => {
  const proposal = proposeFeed({ format: 'parquet', hasDay: false }, CRM, [AGENT]);
  expect(proposal).toMatchObject({ kind: 'snapshot', because: 'one row for each of 100 customers', open: [] });
  expect(roles(CRM)).toEqual({
    ...{ 'Customer No': 'customer', recency: 'attribute', vip: 'attribute', plan: 'attribute', code: null },
    ...{ order: null, snapshot_date: 'asOf', '(a column whose name looks personal)': null },
  });
  expect(feedYaml('crm', proposal)).toContain('      customer: "Customer No"\n      asOf: snapshot_date\n');
  expect(contextYaml(proposal)).toBe(
    'context:\n  - { attribute: recency, type: number }\n  - { attribute: vip, type: boolean }\n  - { attribute: plan, type: category }\n',
  );
});

test('a day in the name of the file is the day of a snapshot, unless a column holds one', () => {
  const stock = sampleOf(60, (n) => ({ customer_id: `c-${n}`, tier: n % 3 }));
  const named = proposeFeed({ format: 'csv', hasDay: true }, stock, []);
  expect(feedYaml('crm', named)).toContain('      customer: customer_id\n      asOf: { fileName: true }\n');
  expect(named.open).toEqual([expect.stringContaining('from the name of the file')]);
  expect(feedYaml('crm', proposeFeed({ format: 'csv', hasDay: false }, stock, []))).not.toContain('asOf');
  expect(feedYaml('crm', proposeFeed({ format: 'parquet', hasDay: true }, CRM, []))).toContain('asOf: snapshot_date');
});

test('two numbers are a boolean only where they are one and zero', () => {
  const sample = sampleOf(60, (n) => ({
    ...{ customer_id: `c-${n}`, tier: 1 + (n % 2), one: '7', opted_in: n % 2, active: n % 2 === 0 ? 'TRUE' : 'false' },
    ...{ stray: n === 0 ? 'unknown' : 'true', stage: n % 2 === 0 ? 'lead' : 'won' },
  }));
  expect(proposeFeed({ format: 'csv', hasDay: false }, sample, []).context).toEqual([
    { attribute: 'tier', type: 'number' },
    { attribute: 'opted_in', type: 'boolean' },
    { attribute: 'active', type: 'boolean' },
    { attribute: 'stray', type: 'category' },
    { attribute: 'stage', type: 'category' },
  ]);
});

test('a file without a header line shows nothing of its first customer', () => {
  const rows = [
    { ann: 'bob', '3': '4', Web: 'Phone', 'Musterstr. 3': 'Weg 1' },
    { ann: 'cid', '3': '5', Web: 'Web', 'Musterstr. 3': 'Weg 2' },
  ];
  const proposal = proposeFeed(
    { format: 'csv', hasDay: false },
    { columns: ['ann', '3', 'Web', 'Musterstr. 3'], rows, bad: 0, isPart: false },
    [],
  );
  expect(proposal.isHeadless).toBe(true);
  for (const value of ['ann', 'Web', 'Muster', '"3"']) expect(JSON.stringify(proposal)).not.toContain(value);
  expect(proposeFeed({ format: 'csv', hasDay: false }, CRM, []).isHeadless).toBe(true);
  expect(proposeFeed({ format: 'csv', hasDay: false }, ORDERS, []).isHeadless).toBe(false);
});

test('what it shows is names, shapes and counts: not one value', () => {
  for (const sample of [ORDERS, CRM]) {
    const proposal = proposeFeed({ format: 'csv', hasDay: false }, sample, []);
    const shown = JSON.stringify({ ...proposal, yaml: feedYaml('f', proposal) });
    for (const value of ['c-1', 'A-1', 'ada', 'refund', 'basic', 'K1X']) expect(shown).not.toContain(value);
  }
});

test('what cannot be told is asked: the customer, the name of the event, the zone, the header', () => {
  const visits = sampleOf(60, (n) => ({ user_id: n % 9, time: `2026-01-05 10:${10 + (n % 40)}:00` }));
  expect(proposeFeed({ format: 'jsonl', hasDay: false }, visits, []).open).toEqual([
    'Say how the event is called: event: { is: NAME }.',
    'No id of the event: equal rows then count as two events, and a corrected row as another one.',
    'The times have no zone: say which with timeZone.',
  ]);
  const headless = sampleOf(3, (n) => ({ '17': n, '2026-01-05': n, Web: 'x' }));
  const { open, columns } = proposeFeed({ format: 'csv', hasDay: false }, headless, []);
  expect(open).toEqual([expect.stringContaining('The first line looks like values')]);
  expect(columns.map(({ name }) => name)).toEqual(['column 1', 'column 2', 'column 3']);
  expect(
    proposeFeed(
      { format: 'csv', hasDay: false },
      sampleOf(0, () => ({})),
      [],
    ).kind,
  ).toBe('snapshot');
});
