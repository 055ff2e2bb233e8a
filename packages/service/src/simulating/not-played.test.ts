import { LEARNING_DEFAULTS } from '@fitly/core/design';
import { asAgentName } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { notPlayed } from './not-played.ts';

test('nothing is left out of an agent that learns from its success alone and begins with nothing', () => {
  expect(notPlayed(LEARNING_DEFAULTS)).toEqual([]);
});

test('stages of a funnel and an earlier agent are named', () => {
  const asked = { funnel: ['message.open', 'message.click'], startFrom: asAgentName('winback') };
  expect(notPlayed(asked)).toEqual([
    { field: 'learning.funnel', says: expect.stringContaining('message.open, message.click are not played') },
    { field: 'learning.startFrom', says: expect.stringContaining('not with what winback learned') },
  ]);
});
