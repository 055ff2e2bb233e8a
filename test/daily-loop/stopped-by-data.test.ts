/** Days that are stopped because of what they would be decided by: an attribute that is not what was learned from, and a feed that is overdue. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import { addDays } from '@fitly/core/time';
import { expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const CUSTOMERS = 150;
const ids = Array.from({ length: CUSTOMERS }, (_, n) => externalIdOf(n));
const FEED = `
feeds:
  crm:
    kind: snapshot
    format: csv
    folder: crm
    columns: { customer: who, asOf: day, attributes: { loyalty: score } }
`;
const edit = (yaml: string): string =>
  yaml
    .replace(/every: .*/, 'every: 1 day')
    .replace('horizon: 14 days', 'horizon: 1 day')
    .replace('context:', 'context:\n  - { attribute: loyalty, type: number }')
    .concat('\nbeforeSending: { volume: "off", feeds: stop, attributes: stop }\n');

/** As of the evening before the run of a day. */
async function bringFeed({ folder }: Rehearsal, day: number): Promise<void> {
  await mkdir(join(folder, 'crm'), { recursive: true });
  const asOf = addDays(FIRST_DAY, day - 1);
  const rows = ids.map((id, n) => `${id},${asOf},${n % 7}`);
  await writeFile(join(folder, 'crm', `${asOf}.csv`), `who,day,score\n${rows.join('\n')}\n`);
}

/** Everybody seems to have bought long ago: a field of another meaning, or a unit that somebody has changed. */
async function shiftRecency({ sandbox }: Rehearsal): Promise<void> {
  for (let from = 0; from < CUSTOMERS; from += 50) {
    const attributes = ids.slice(from, from + 50).map((id, n) => ({ external_id: id, recency: 365 + n }));
    await fetch(`${sandbox.url}/users/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ attributes }),
    });
  }
}

it('drift of an attribute and an overdue feed each stop a day before anything leaves, and are told by a dry run before', async () => {
  const rehearsal = await startRehearsal({ customers: CUSTOMERS, edit, editWorkspace: (yaml) => `${yaml}${FEED}` });
  const run = (...more: string[]) => callFitly(['run', AGENT, '--folder', rehearsal.folder, '--json', ...more]);
  const requests = () => rehearsal.sandbox.journal().length;
  const stopped = async (): Promise<string> => {
    const before = requests();
    const { code, out, err } = await run();
    expect([code, requests()]).toEqual([6, before]);
    const { error, ...failure } = JSON.parse(out || err);
    return (error ?? failure).message;
  };
  const sent = async (...more: string[]): Promise<void> => {
    const before = requests();
    expect((await run(...more)).code).toBe(0);
    expect(requests()).toBeGreaterThan(before);
  };
  try {
    for (const day of [0, 1]) {
      await bringFeed(rehearsal, day);
      await sent();
    }
    await bringFeed(rehearsal, 2);
    await shiftRecency(rehearsal);
    const shown = JSON.parse((await run('--dry-run')).out);
    expect(shown.checks).toMatchObject([
      { check: 'attributes', action: 'stop', says: expect.stringContaining('recency') },
    ]);
    expect(await stopped()).toMatch(
      /nothing of .* was sent .*: the attribute recency looks different from the days that were learned from/,
    );
    await sent('--send-anyway');

    // Known by now. The feed came daily, and does not come any more.
    await sent();
    expect(await stopped()).toMatch(/the newest that the feed crm tells of is 3 days old/);
    await sent('--send-anyway');
  } finally {
    await rehearsal.close();
  }
});
