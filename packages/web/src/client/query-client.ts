import { ApiError } from '@fitly/contract/api';
import { QueryCache, QueryClient } from '@tanstack/react-query';

const FRESH_MS = 15_000;
export const RETRY_MS = 3_000;

/** A problem is an answer and is not asked for twice; silence is asked again until there is an answer. */
export function createQueryClient(): QueryClient {
  const queryCache = new QueryCache({ onError: (error) => isSignedOut(error) && forgetAnswers(queryCache) });
  return new QueryClient({
    queryCache,
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        // The service is on this machine: a missing network says nothing about it.
        networkMode: 'always',
        retry: false,
        refetchInterval: ({ state }) => (isSilence(state.error) ? RETRY_MS : false),
        throwOnError: false,
      },
    },
  });
}

/** When a session has ended, what it read is for nobody who stands before the screen now. */
function forgetAnswers(cache: QueryCache): void {
  for (const query of cache.getAll())
    query.setState({ data: undefined, dataUpdatedAt: 0, status: query.state.error === null ? 'pending' : 'error' });
}

/** Nobody answered, as against a problem that was answered. */
export const isSilence = (error: unknown): boolean =>
  error !== null && error !== undefined && !(error instanceof ApiError);
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.problem.status === 401;
