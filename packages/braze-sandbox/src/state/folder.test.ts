import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { openFolder } from './folder.ts';
import { type JournalEntry, openJournal } from './journal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entry = (seq: number): JournalEntry => {
  const recipients = [{ externalId: 'mtd-00001', properties: { subject_line: 'Grüße\n' } }];
  return { seq, at: 1_000 + seq, campaignId: 'c', dispatchId: 'd', recipients };
};
const journalPath = (): string => join(folder, 'journal.jsonl');

test('a journal is restored as it was', () => {
  const journal = openJournal(journalPath());
  journal.append(entry(1));
  journal.append(entry(2));
  journal.close();
  const again = openJournal(journalPath());
  expect(again.entries).toEqual([entry(1), entry(2)]);
  again.close();
});

test('a last line cut at any byte is dropped, and what is appended then stands on its own line', () => {
  const line = JSON.stringify(entry(2));
  const whole = `${JSON.stringify(entry(1))}\n`;
  for (let cut = 0; cut <= Buffer.byteLength(line); cut += 7) {
    writeFileSync(journalPath(), whole);
    appendFileSync(journalPath(), Buffer.from(line).subarray(0, cut));
    const journal = openJournal(journalPath());
    expect(journal.entries).toEqual([entry(1)]);
    journal.append(entry(2));
    journal.close();
    expect(readFileSync(journalPath(), 'utf8')).toBe(`${whole}${line}\n`);
  }
});

test.each([
  ['a broken line in the middle', `{"seq":1\n${JSON.stringify(entry(2))}\n`, 1],
  ['a broken last line that was ended', `${JSON.stringify(entry(1))}\n{"seq":2\n`, 2],
  ['a missing line', `${JSON.stringify(entry(2))}\n`, 1],
])('%s is told, not dropped', (_name, text, line) => {
  writeFileSync(journalPath(), text);
  expect(() => openJournal(journalPath())).toThrow(
    expect.objectContaining({ code: 'file_unreadable', message: expect.stringContaining(`line ${line} `) }),
  );
});

test('the clock goes on where it stood and never moves back', () => {
  const path = join(folder, 'clock.json');
  const clock = createClock({ path, startAt: 1_000 });
  expect(clock.advanceTo(2_000)).toBe(true);
  expect(clock.advanceTo(1_999)).toBe(false);
  expect(clock.advanceTo(2_000)).toBe(true);
  expect(createClock({ path, startAt: 1_000 }).now()).toBe(2_000);
});

test('a folder keeps its beginning and refuses another one', () => {
  const begun = { seed: '1', dataset: 'abc', customers: 10, planted: true };
  expect(openFolder(folder, begun, 1_000)).toBe(1_000);
  expect(openFolder(folder, begun, 5_000)).toBe(1_000);
  for (const other of [{ seed: '2' }, { dataset: 'abd' }, { customers: 11 }, { planted: false }]) {
    const [name] = Object.keys(other);
    expect(() => openFolder(folder, { ...begun, ...other }, 1_000)).toThrow(
      expect.objectContaining({ code: 'workspace_exists', message: expect.stringContaining(`${name} `) }),
    );
  }
});
