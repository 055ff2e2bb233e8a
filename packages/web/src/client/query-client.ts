import { ApiError } from '@fitly/contract/api';
import { QueryClient } from '@tanstack/react-query';

const FRESH_MS = 15_000;
export const RETRY_MS = 3_000;

/** A problem is an answer and is not asked for twice; silence is asked again until there is an answer. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
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

/** Nobody answered, as against a problem that was answered. */
export const isSilence = (error: unknown): boolean =>
  error !== null && error !== undefined && !(error instanceof ApiError);
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.problem.status === 401;
