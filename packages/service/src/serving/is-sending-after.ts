import type { RunnerNews } from './news.ts';

/** Whether requests that change something may be under way once this was told, of profiles too; `before`: whether they were. */
export function isSendingAfter(news: RunnerNews, before: boolean): boolean {
  if (news.kind !== 'progress') return false;
  const { event } = news;
  if (event.kind === 'step_progress') return before;
  return event.kind === 'step_started' && (event.step === 'plan' || event.step === 'dispatch');
}
