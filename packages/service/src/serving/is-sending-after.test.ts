import type { AgentName, Day } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import type { ProgressEvent } from '../daily-loop/progress.ts';
import { isSendingAfter } from './is-sending-after.ts';
import type { RunnerNews } from './news.ts';

const run = { agent: 'winback' as AgentName, day: '2026-01-05' as Day };
const progress = (event: ProgressEvent): RunnerNews => ({ kind: 'progress', event });
const started = (step: 'decide' | 'plan' | 'dispatch'): RunnerNews => progress({ kind: 'step_started', ...run, step });
const partly: RunnerNews = progress({
  ...{ kind: 'step_progress', ...run, step: 'dispatch', done: 1, total: 2, what: 'batches' },
});
const finished: RunnerNews = progress({
  ...{ kind: 'step_finished', ...run, step: 'dispatch', summary: {}, ms: 1, earlier: false },
});

test.each<[string, RunnerNews[], boolean]>([
  ['nothing was told', [], false],
  ['an earlier step', [started('decide')], false],
  ['profiles are written', [started('decide'), started('plan')], true],
  ['dispatch has begun', [started('dispatch')], true],
  ['it is on its way', [started('dispatch'), partly], true],
  ['it has finished', [started('dispatch'), partly, finished], false],
  ['it rests until its next send', [started('dispatch'), { kind: 'rests', ...run, until: 1 }], false],
  [
    'it has failed',
    [started('dispatch'), { kind: 'failed', ...run, code: 'braze_unreachable', message: '', next: null, againInMs: 1 }],
    false,
  ],
])('%s', (_, told, expected) => {
  expect(told.reduce((before, news) => isSendingAfter(news, before), false)).toBe(expected);
});
