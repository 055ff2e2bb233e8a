import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { machine, printJson } from './report.ts';

const FOLDER = new URL('../', import.meta.url);
const benches = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));

test('the page of benches names each of them once', () => {
  const page = readFileSync(new URL('../docs/reference/bench.md', FOLDER), 'utf8');
  const cells = page.split('\n').flatMap((line) => /^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/.exec(line)?.[1] ?? []);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual(benches.map((name) => name.replace('.ts', '')).toSorted());
});

test.each(benches)('%s prints its figures as one object by the common helper, and says how to get it', (name) => {
  const source = readFileSync(new URL(name, FOLDER), 'utf8');
  expect(source).toContain(`printJson('${name.replace('.ts', '')}'`);
  expect(source).toContain('--json');
});

test('the object stands on one line, with the bench and the machine', () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  printJson('some', { seconds: 2 });
  expect(print.mock.calls.map(([line]) => JSON.parse(line as string))).toEqual([
    { bench: 'some', seconds: 2, machine },
  ]);
  print.mockRestore();
});
