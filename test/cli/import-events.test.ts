/** `fitly import --kind events`: what is kept, what is set aside, what comes twice, and from which source an event counts. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { externalIdOf } from '@fitly/braze-sandbox';
import type { AgentName } from '@fitly/core/terms';
import { customerKey, valuesOf } from '@fitly/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Called, callFitly } from '../support/call-fitly.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const FIELDS = '{ basket: number, gift: boolean, shop: text }';
const withFields =
  (fields: string) =>
  (yaml: string): string =>
    yaml.replace('value: 1 ', `fields: ${fields}\n  value: 1 `);

/** The virtual clock stands at midnight in New York, 05:00 in UTC. */
const EVENING = '2026-01-04T22:00:00Z';
const COLUMNS = 'customer,event,at,amount,id,basket,gift,shop,e_mail';
const GOOD = [
  COLUMNS,
  `mtd-00001,visit,${EVENING},12.50,o-1,3,true,Soho,ada@example.com`,
  'mtd-00002,visit,2026-01-04T22:00:00-05:00,,o-2,,,,bob@example.com',
  'stranger,visit,1767567600000,1,,2,false,,',
  `mtd-00001,newsletter,${EVENING},,,,,,`,
].join('\n');

interface Result {
  readonly rows: number;
  readonly agents: readonly { readonly agent: string; readonly added: number; readonly known: number }[];
  readonly notCounted: number;
  readonly dropped: readonly string[];
  readonly quarantined: Readonly<Record<string, number>>;
  readonly quarantineFile: string | null;
}

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await startRehearsal({ customers: 60, edit: withFields(FIELDS) });
  return () => rehearsal.close();
}, 60_000);

async function importText(name: string, content: string | Uint8Array, ...more: readonly string[]): Promise<Called> {
  await writeFile(join(rehearsal.folder, name), content);
  const args = ['import', name, '--kind', 'events', '--id', 'customer', '--folder', rehearsal.folder, '--json'];
  return callFitly([...args, ...more], rehearsal.folder);
}
const resultOf = ({ code, out }: Called): Result => {
  expect(code, out).toBe(0);
  return JSON.parse(out);
};
const added = async (
  name: string,
  content: string,
): Promise<[added: number | undefined, known: number | undefined]> => {
  const [agent] = resultOf(await importText(name, content)).agents;
  return [agent?.added, agent?.known];
};
const stored = () =>
  rehearsal.inside(({ store }) => store.lake.read({ table: 'imported_events', agent: AGENT as AgentName }));

describe('a file of events', () => {
  const jsonl = GOOD.split('\n')
    .slice(1)
    .map((line) => {
      const names = COLUMNS.split(',');
      return JSON.stringify(Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell || null])));
    })
    .join('\n');

  it.each<[string, string | Uint8Array]>([
    ['orders.csv', GOOD],
    ['orders.jsonl', jsonl],
    ['orders.csv.gz', gzipSync(GOOD)],
  ])('%s comes in with hashed customers, declared fields and nothing else', async (name, content) => {
    expect(resultOf(await importText(name, content))).toEqual({
      kind: 'events',
      rows: 4,
      agents: [{ agent: AGENT, added: 3, known: 0, beforeSwitch: 0, suspected: 0 }],
      notCounted: 1,
      dropped: ['e_mail'],
      quarantined: {},
      quarantineFile: null,
      changes: [],
      damagedFrom: null,
    });
    const rows = await stored();
    await rehearsal.inside(async ({ store }) => {
      const keys = ['mtd-00001', 'mtd-00002', 'stranger'].map((id) => customerKey(store.keys, id));
      expect(valuesOf(rows, 'customer_key', 'string')).toEqual(keys);
    });
    expect([...valuesOf(rows, 'at', 'instant')]).toEqual([
      Date.parse(EVENING),
      Date.parse('2026-01-05T03:00:00Z'),
      1_767_567_600_000,
    ]);
    expect([...valuesOf(rows, 'amount', 'float64')]).toEqual([12.5, Number.NaN, 1]);
    expect(valuesOf(rows, 'fields', 'string')).toEqual([
      '{"basket":3,"gift":true,"shop":"Soho"}',
      '{}',
      '{"basket":2,"gift":false}',
    ]);
    const validated = ['agent', 'validate', AGENT, '--customers', '60', '--folder', rehearsal.folder, '--json'];
    const [{ launch }] = JSON.parse((await callFitly(validated)).out) as [{ launch: { baseline: object } }];
    expect(launch.baseline).toMatchObject({ mean: 0.05, days: 1 });
  });

  it('lies in the day whose run takes it in: today before the first run, then the day after the newest', async () => {
    const days = () =>
      rehearsal.inside(async ({ store }) =>
        (await store.lake.files({ table: 'imported_events' })).map((file) => file.day),
      );
    resultOf(await importText('first.csv', GOOD));
    expect(await days()).toEqual([FIRST_DAY]);
    await rehearsal.play(1);
    expect(await added('second.csv', GOOD.replace('o-1', 'o-9'))).toEqual([1, 2]);
    expect(await days()).toEqual(daysFrom(2));
  });
});

describe('what comes again', () => {
  it('adds nothing: the same file, or others that repeat its events', async () => {
    expect(await added('once.csv', GOOD)).toEqual([3, 0]);
    const before = await stored();
    expect(await added('twice.csv', GOOD)).toEqual([0, 3]);
    expect(await stored()).toEqual(before);
    // By id, whatever else changed; by content, when there is no id.
    const lines = ['mtd-00001,visit,2026-01-04T21:00:00Z,99,o-1,,,,', 'stranger,visit,1767567600000,1,,2,false,,'];
    expect(
      await added('other.csv', [COLUMNS, ...lines, 'stranger,visit,1767567600000,2,,2,false,,'].join('\n')),
    ).toEqual([1, 2]);
  });

  it('twice in one file without an id is two events, and two when the file comes again', async () => {
    const row = `mtd-00001,visit,${EVENING},,,,,,`;
    expect(await added('pair.csv', [COLUMNS, row, row].join('\n'))).toEqual([2, 0]);
    expect(await added('pair-again.csv', [COLUMNS, row, row].join('\n'))).toEqual([0, 2]);
    expect(await added('three.csv', [COLUMNS, row, row, row].join('\n'))).toEqual([1, 2]);
  });

  it('is known also after the agent has declared another field', async () => {
    const agentFile = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
    const yaml = await readFile(agentFile, 'utf8');
    await writeFile(agentFile, yaml.replace(FIELDS, '{ basket: number }'));
    expect(await added('before.csv', GOOD)).toEqual([3, 0]);
    await writeFile(agentFile, yaml);
    expect(await added('after.csv', GOOD)).toEqual([0, 3]);
  });
});

describe('bad rows', () => {
  it('are set aside with line, reason and shape, and never with their content', async () => {
    const rows = [
      COLUMNS, // line 1
      `mtd-00001,visit,${EVENING},,,,,,`,
      `,visit,${EVENING},,,,,,`, // 3: no id
      'mtd-00002,visit,2026-01-04 22:00,,,,,,', // 4: no zone
      'mtd-00002,visit,1767567600,,,,,,', // 5: seconds
      'mtd-00002,visit,ada@example.com,,,,,,', // 6: no instant
      `mtd-00002,visit,${EVENING},secret,,,,,`, // 7: no amount
      `mtd-00002,visit,${EVENING},,,many,,,`, // 8: no number
      'mtd-00002,visit,2026-01-05T05:00:01Z,,,,,,', // 9: a second ahead of the virtual clock
      `mtd-00002,,${EVENING},,,,,,`, // 10: no event
      'mtd-00002,visit', // 11: cells are missing
    ];
    const result = resultOf(await importText('bad.csv', rows.join('\n')));
    const noInstant = 'at is neither an ISO instant with a zone nor epoch milliseconds since 2000';
    expect(result).toMatchObject({
      rows: 10,
      agents: [{ added: 1 }],
      quarantined: {
        'no id in "customer"': 1,
        [noInstant]: 3,
        'amount is not a number': 1,
        'basket is not a number': 1,
        'at lies in the future': 1,
        'no name in "event"': 1,
        '2 cells where the header has 9': 1,
      },
    });
    const text = await readFile(join(rehearsal.folder, result.quarantineFile ?? ''), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(lines[1]).toEqual({ file: 'bad.csv', line: 4, reason: noInstant, shape: 'text of 16 characters' });
    expect(text).not.toMatch(/mtd-|ada|secret|many|2026/);
  });

  it.each<[string, string, string]>([
    ['a wrong id column', GOOD.replace('customer,', 'person,'), 'no id in "customer"'],
    ['no event that an agent counts', GOOD.replaceAll(',visit,', ',call,'), 'the agents count: visit'],
    ['only a header', COLUMNS, 'no rows'],
  ])('and nothing else (%s) is a file of which nothing is imported', async (_, content, words) => {
    const { code, out } = await importText('none.csv', content);
    expect(code).toBe(3);
    const { error } = JSON.parse(out);
    expect(error.code).toBe('import_nothing_usable');
    expect(`${error.message} ${error.next}`).toContain(words);
    expect((await stored()).rowCount).toBe(0);
  });
});

describe('an event that Braze exports have brought', () => {
  it('is refused until imports take over; then what exports have told of is left to them', async () => {
    await rehearsal.play(4);
    const told = await rehearsal.inside(async ({ store }) => {
      const exported = await store.lake.read({ table: 'events', agent: AGENT as AgentName });
      const at = valuesOf(exported, 'at', 'instant');
      const last = new Map<string | null, number>();
      for (const [row, key] of valuesOf(exported, 'customer_key', 'string').entries()) {
        last.set(key, Math.max(last.get(key) ?? 0, at[row]!));
      }
      const ids = Array.from({ length: 60 }, (_, index) => externalIdOf(index));
      return ids.map((id) => [id, last.get(customerKey(store.keys, id))] as const);
    });
    const [exported, at] = told.find(([, last]) => last !== undefined)!;
    const [other] = told.find(([, last]) => last === undefined)!;
    const visit = (id: string, when: number): string => `${id},visit,${new Date(when).toISOString()}`;
    const lastExport = Date.parse('2026-01-08T11:00:00Z');
    // Before the last export: one that it told of, by another clock too, and one that had not reached it.
    const before = [visit(exported, at!), visit(exported, at! + 90_000), visit(other, lastExport - 1_000)];
    const file = ['customer,event,at', ...before, visit(exported, lastExport + 1_800_000)].join('\n');
    const refused = await importText('visits.csv', file);
    expect([refused.code, JSON.parse(refused.out).error]).toMatchObject([
      3,
      { code: 'import_source_taken', message: expect.stringContaining('hillstrom (visit)') },
    ]);
    expect((await stored()).rowCount).toBe(0);
    expect(resultOf(await importText('visits.csv', file, '--instead-of-exports'))).toMatchObject({
      agents: [{ added: 2, known: 0, beforeSwitch: 2, suspected: 0 }],
    });
    // From here on imports are the source, and need no permission.
    expect(resultOf(await importText('visits.csv', file))).toMatchObject({ agents: [{ added: 0, known: 2 }] });
  });
});

describe('options that do not go together', () => {
  it.each([
    [['--kind', 'events', '--date', '2026-01-05']],
    [['--kind', 'attributes']],
    [['--kind', 'activations', '--agent', AGENT]],
    [['--kind', 'attributes', '--date', '2026-01-05', '--instead-of-exports']],
    [['--kind', 'orders']],
  ])('%j is a mistake of the command line', async (args) => {
    expect(await callFitly(['import', 'orders.csv', ...args])).toMatchObject({ code: 2 });
  });
});

describe('without --json', () => {
  it('it says what came in, what was there, and what was left out', async () => {
    await writeFile(join(rehearsal.folder, 'orders.csv'), `${GOOD}\nmtd-00003,visit,soon,,,,,,\n`);
    const args = ['import', 'orders.csv', '--kind', 'events', '--id', 'customer', '--folder', rehearsal.folder];
    const { out } = await callFitly(args, rehearsal.folder);
    expect(out.split('\n')).toEqual([
      'Imported 3 events for hillstrom; 0 were there already.',
      '  1 row of events that no agent counts.',
      '  Not declared by any agent, so never kept: e_mail',
      '  1 row set aside: at is neither an ISO instant with a zone nor epoch milliseconds since 2000',
      expect.stringMatching(
        /^ {2}Lines and reasons: quarantine\/[0-9a-f]{16}\.jsonl; what to do: fitly import quarantine$/,
      ),
      '',
    ]);
  });
});

it('an event cannot be imported while the clock of its agent does not answer, and the way out is told', async () => {
  await rehearsal.stopSandbox();
  const { code, out } = await importText('orders.csv', GOOD);
  expect([code, JSON.parse(out).error]).toMatchObject([
    4,
    { code: 'braze_unreachable', next: expect.stringContaining('fitly sandbox') },
  ]);
});
