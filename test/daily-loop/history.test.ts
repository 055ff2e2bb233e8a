/**
 * History attributes over days of a rehearsal with Currents: what a decision was made from is what the raw log said by the
 * evening before, for every customer and group, and a replay finds the same.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import { textColumn } from '@fitly/core/data';
import { type AgentName, asDay, type Day } from '@fitly/core/terms';
import { addDays, dayNumber, dayOf } from '@fitly/core/time';
import { eraseCustomer, exportCustomer, replayDay, type Workspace } from '@fitly/service';
import { batchesOf, type Columns, customerKey, encoding, setMeta, stepSummaries, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { FEED, writeCurrents } from '../support/currents.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';

const DAYS = 4;
const ZONE = 'America/New_York';
const NAME = AGENT as AgentName;
const SUBJECT = 'last_option_subject_line';
const HISTORY = `context:
  - { attribute: tier, type: number }
  - history: days_since_last_send
  - history: sends_in_7_days
  - history: days_since_last_open
  - history: opens_in_28_days
  - history: days_since_last_success
  - history: successes_in_28_days
  - { history: last_option, dimension: subject_line }`;
const edit = (yaml: string): string =>
  yaml
    .replace('every: 14 days ', 'every: 1 day ')
    .replace('horizon: 14 days', 'horizon: 1 day')
    .replace('\ncontext:', `\n${HISTORY}`);

let rehearsal: Rehearsal;
let unmeasured: Called;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 50, edit, editWorkspace: (yaml) => `${yaml}${FEED}` });
  unmeasured = await callFitly(['agent', 'health', AGENT, '--folder', rehearsal.folder]);
  for (const day of daysFrom(DAYS)) await playDay(day);
}, 120_000);
afterAll(() => rehearsal.close());

async function playDay(day: Day): Promise<void> {
  const feed = join(rehearsal.folder, 'currents');
  await mkdir(feed, { recursive: true });
  await writeCurrents(rehearsal, feed, day);
  await rehearsal.inside((workspace) => runNext(workspace));
}

type Value = string | number | null;

/** Attribute → value, by customer, as the decisions of the day were made from them. */
async function logged(workspace: Workspace, day: Day): Promise<Map<string, Record<string, Value>>> {
  const log = await readLog(workspace, day);
  const names = log.columns
    .map(({ name }) => name)
    .filter((name) => /^ctx_(days_|sends_|opens_|successes_|last_)/.test(name));
  const cell = (name: string, row: number): Value => {
    const value = log.columns.find((column) => column.name === name)?.values[row] ?? null;
    return Number.isNaN(value) ? null : value;
  };
  return new Map(
    textColumn(log, 'customer_key').map((key, row) => [
      key ?? '',
      Object.fromEntries(names.map((name) => [name.slice(4), cell(name, row)])),
    ]),
  );
}

/** The same from the raw log, read whole and without any of the product's sums. */
async function expected(workspace: Workspace, day: Day): Promise<Map<string, Record<string, Value>>> {
  const { lake, state } = workspace.store;
  const days = { from: asDay('0000-01-01'), to: addDays(day, -1) };
  const marks: { key: string; kind: 'send' | 'open' | 'success'; on: Day; option?: Value }[] = [];
  const outcomes = await lake.read({ table: 'message_outcomes', agent: NAME, days: { ...days, to: day } });
  const outcomeOf = (name: string) => valuesOf(outcomes, name, 'instant');
  const ids = valuesOf(outcomes, 'decision_id', 'string');
  const aborted = new Set(ids.filter((_, row) => !Number.isNaN(outcomeOf('aborted_at')[row])));
  for (let on = FIRST_DAY; on < day; on = addDays(on, 1)) {
    const batches = (await batchesOf(state.db, NAME, on)).filter((batch) => batch.state === 'accepted');
    const accepted = new Set<string>(batches.flatMap((batch) => batch.decisionIds));
    const log = await readLog(workspace, on);
    for (const [row, id] of textColumn(log, 'decision_id').entries()) {
      if (!accepted.has(id ?? '') || aborted.has(id)) continue;
      const option = textColumn(log, 'option_subject_line')[row] ?? null;
      marks.push({ key: textColumn(log, 'customer_key')[row] ?? '', kind: 'send', on, option });
    }
  }
  for (const [row, key] of valuesOf(outcomes, 'customer_key', 'string').entries()) {
    const at = outcomeOf('opened_at')[row]!;
    if (!Number.isNaN(at)) marks.push({ key: key ?? '', kind: 'open', on: dayOf(at, ZONE) });
  }
  const visits = async (columns: Promise<Columns>) => {
    const table = await columns;
    for (const [row, key] of valuesOf(table, 'customer_key', 'string').entries()) {
      if (valuesOf(table, 'name', 'string')[row] !== 'visit') continue;
      marks.push({ key: key ?? '', kind: 'success', on: dayOf(valuesOf(table, 'at', 'instant')[row]!, ZONE) });
    }
  };
  await visits(lake.read({ table: 'events', agent: NAME, days: { ...days, to: day } }));
  await visits(lake.read({ table: 'behaviour_events', agent: 'workspace' as AgentName }));
  const before = marks.filter(({ on }) => on < day);
  return new Map(
    (await logged(workspace, day)).keys().map((key) => {
      const own = (kind: string) => before.filter((mark) => mark.key === key && mark.kind === kind);
      const since = (kind: string) =>
        own(kind).length === 0 ? null : Math.min(...own(kind).map(({ on }) => dayNumber(day) - dayNumber(on)));
      const within = (kind: string, span: number) =>
        new Set(own(kind).flatMap(({ on }) => (on >= addDays(day, -span) ? [on] : []))).size;
      return [
        key,
        {
          days_since_last_send: since('send'),
          sends_in_7_days: within('send', 7),
          days_since_last_open: since('open'),
          opens_in_28_days: within('open', 28),
          days_since_last_success: since('success'),
          successes_in_28_days: within('success', 28),
          [SUBJECT]: own('send').at(-1)?.option ?? null,
        },
      ];
    }),
  );
}

it('is what the raw log said by the evening before, for the agent and for random control', async () => {
  await rehearsal.inside(async (workspace) => {
    const day = addDays(FIRST_DAY, DAYS - 1);
    const known = await logged(workspace, day);
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(await expected(workspace, day)));
    const seen = (name: string) => new Set([...known.values()].map((values) => values[name]));
    for (const name of ['days_since_last_open', 'successes_in_28_days', SUBJECT])
      expect(seen(name).size).toBeGreaterThan(1);
    const groups = new Set(textColumn(await readLog(workspace, day), 'group'));
    expect(groups).toEqual(new Set(['agent', 'random_control']));
  });
});

it('is nothing on the first day, and has its features all the same', async () => {
  await rehearsal.inside(async (workspace) => {
    const first = [...(await logged(workspace, FIRST_DAY)).values()];
    expect(new Set(first.map((values) => JSON.stringify(values)))).toEqual(
      new Set([
        JSON.stringify({
          days_since_last_send: null,
          sends_in_7_days: 0,
          days_since_last_open: null,
          opens_in_28_days: null,
          days_since_last_success: null,
          successes_in_28_days: 0,
          [SUBJECT]: null,
        }),
      ]),
    );
    const stored = JSON.stringify(await encoding(workspace.store.state.db, NAME, 1));
    expect(stored).toContain('"category":"benefit"');
  });
});

it('is replayed equal, and told by explain', async () => {
  const day = addDays(FIRST_DAY, DAYS - 1);
  const [id] = await rehearsal.inside(async (workspace) => {
    const replayed = await replayDay({ workspace, agentName: AGENT, day });
    expect(replayed.differences).toEqual([]);
    return textColumn(await readLog(workspace, day), 'decision_id');
  });
  const { out } = await callFitly(['explain', AGENT, '--decision', id ?? '', '--folder', rehearsal.folder]);
  expect(out).toMatch(/Known of the customer[\s\S]*sends_in_7_days +\d/);
});

it('is shown with the health of the other attributes, and what is unusable is told once and not decided by', async () => {
  expect(unmeasured).toMatchObject({ code: 0, out: expect.stringContaining('No run has looked at the attributes') });
  const { out } = await callFitly(['agent', 'health', AGENT, '--folder', rehearsal.folder]);
  expect(out).toMatch(/sends_in_7_days +100\.0 % .*own log/);
  expect(out).toMatch(/tier +0\.0 % .*mostly missing/);
  expect(out).toContain('tier is not decided by: no values, left out.');
  const json = await callFitly(['agent', 'health', AGENT, '--json', '--folder', rehearsal.folder]);
  const { attributes } = JSON.parse(json.out) as { attributes: { attribute: string; problems: string[] }[] };
  expect(attributes.filter(({ problems }) => problems.length > 0)).toMatchObject([{ attribute: 'tier' }]);
  await rehearsal.inside(async ({ store }) => {
    const alerts = (await stepSummaries(store.state.db, NAME, 'measure')).map(({ summary }) => JSON.stringify(summary));
    expect(alerts.map((text) => text.includes('the attribute tier is missing for'))).toEqual(
      daysFrom(DAYS).map((day) => day === FIRST_DAY),
    );
    const [first] = await stepSummaries(store.state.db, NAME, 'decide');
    expect(first?.summary).toMatchObject({ left_out: expect.stringContaining('tier: no values, left out') });
  });
});

it('goes on as before without its table, keeps one partition, and forgets who is erased', async () => {
  await rehearsal.inside((workspace) => setMeta(workspace.store.state.db, `history_folded:${AGENT}`, ''));
  const day = addDays(FIRST_DAY, DAYS);
  await playDay(day);
  await rehearsal.inside(async (workspace) => {
    const known = await logged(workspace, day);
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(await expected(workspace, day)));
    const { lake } = workspace.store;
    const kept = await lake.files({ table: 'customer_history', agent: NAME });
    expect(kept.map((file) => file.day)).toEqual([day]);
    const keys = async () =>
      valuesOf(await lake.read({ table: 'customer_history', agent: NAME, day }), 'customer_key', 'string');
    const gone = customerKey(workspace.store.keys, externalIdOf(1));
    expect(await keys()).toContain(gone);
    const { tables } = await exportCustomer(workspace, externalIdOf(1));
    expect(tables['customer_history']).toMatchObject([{ send_days: expect.stringContaining(FIRST_DAY) }]);
    await eraseCustomer({ workspace, externalId: externalIdOf(1), by: 'a test' });
    expect(await keys()).not.toContain(gone);
  });
});
