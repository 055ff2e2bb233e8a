import type { RunnerNews } from './news.ts';

/** Whether requests may be under way once this was told; `before`: whether they were. */
export function isSendingAfter(news: RunnerNews, before: boolean): boolean {
  if (news.kind !== 'progress') return false;
  const { event } = news;
  if (event.kind === 'step_progress') return before;
  return event.kind === 'step_started' && event.step === 'dispatch';
}
