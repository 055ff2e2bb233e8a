/** What happens to runs just now, for whoever asks and whoever listens: told by the process that runs them, wherever it was begun. */
import type { Instant } from '@fitly/core/terms';
import type { RunnerNews } from './news.ts';
import { afterNews, IDLE, type ServiceState } from './service-state.ts';

type Listener = (news: RunnerNews) => void;

export interface LiveRuns {
  tell(news: RunnerNews): void;
  state(): ServiceState;
  /** Gives what ends it. */
  listen(listener: Listener): () => void;
}

/** `now`: real time. */
export function liveRuns(now: () => Instant): LiveRuns {
  let state = IDLE;
  const listeners = new Set<Listener>();
  return {
    state: () => state,
    tell(news) {
      state = afterNews(state, news, now());
      for (const listener of listeners) listener(news);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
