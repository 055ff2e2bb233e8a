import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTallies, describeTally, NOTHING, tallyOfVitest } from './tally.ts';

describe('describeTally', () => {
  test('names what was skipped only when something was', () => {
    expect(describeTally({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(describeTally({ passed: 12, failed: 3, skipped: 1 })).toBe('12 passed, 3 failed, 1 skipped');
  });
});

test('tallies add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(addTallies(one, NOTHING)).toEqual(one);
  expect(addTallies(one, one)).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

describe('tallyOfVitest', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fitly-tally-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const passedFile = { status: 'passed', assertionResults: [{ status: 'passed' }] };
  const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  const unloadable = { status: 'failed', assertionResults: [] };

  function tally(passed: number, failed: number, files: readonly object[], exitCode: number) {
    const path = join(folder, 'report.json');
    const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: 1, numTodoTests: 1 };
    writeFileSync(path, JSON.stringify({ ...counts, testResults: files }));
    return tallyOfVitest(path, exitCode);
  }

  test.each([
    ['tests that passed and failed', 5, 2, [passedFile, failedFile], 1, { passed: 5, failed: 2 }],
    ['a file that cannot be loaded', 5, 0, [passedFile, unloadable], 1, { passed: 5, failed: 1 }],
    ['a failed run in which no test failed', 5, 0, [passedFile], 1, { passed: 5, failed: 1 }],
    ['a run without a test', 0, 0, [], 0, { passed: 0, failed: 1 }],
    ['a run in order', 5, 0, [passedFile], 0, { passed: 5, failed: 0 }],
  ])('counts %s', (_, passed, failed, files, exitCode, expected) => {
    expect(tally(passed, failed, files, exitCode)).toEqual({ ...expected, skipped: 2 });
  });

  test('counts a run that left no report as one failure', () => {
    expect(tallyOfVitest(join(folder, 'none.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
