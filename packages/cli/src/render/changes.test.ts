import type { AgentChange } from '@fitly/core/design';
import { expect, test } from 'vitest';
import { changeLines } from './changes.ts';

const change: AgentChange = {
  path: 'dimensions.subject.options.new',
  before: null,
  after: 'New',
  effect: 'learning_kept',
  message: 'starts without experience and is tried from the next run on; what was learned about the others is kept',
  irrevocable: false,
};

test('the meaning stands under what changed, within the width of the terminal', () => {
  expect(changeLines([change], { width: 70, color: false })).toEqual([
    '  learning kept         dimensions.subject.options.new: added (New)',
    '                        starts without experience and is tried from',
    '                        the next run on; what was learned about the',
    '                        others is kept',
  ]);
});

test('what it was and is are told side by side, and colour is only for terminals', () => {
  const removed = { ...change, before: 'Old', after: null, effect: 'forbidden' } as const;
  const [first = ''] = changeLines([removed], { width: 100, color: true });
  expect(first).toContain('\u001b[31mforbidden');
  expect(first).toContain('removed (Old)');
  const [both = ''] = changeLines([{ ...change, before: 'Old' }], { width: 100, color: false });
  expect(both).toContain('dimensions.subject.options.new: Old → New');
  expect(changeLines([], { width: 100, color: true })).toEqual([]);
});
