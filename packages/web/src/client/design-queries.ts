/** What the designer asks. */
import { ApiError } from '@fitly/contract/api';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

export const agentFileQuery = (agent: string) =>
  queryOptions({
    queryKey: ['design', agent, 'file'],
    queryFn: ({ signal }) => client.readAgent({ params: { agent }, signal }),
  });

/** What is wrong with a text, and what it would change. */
export const checkQuery = (agent: string, yaml: string) =>
  queryOptions({
    queryKey: ['design', agent, 'check', yaml],
    queryFn: ({ signal }) => client.checkAgent({ params: { agent }, body: { yaml }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });

export interface LaunchFigures {
  readonly customers: number | null;
  readonly baseRate: number | null;
}

export const launchQuery = (agent: string, yaml: string, figures: LaunchFigures) =>
  queryOptions({
    queryKey: ['design', agent, 'launch', yaml, figures],
    queryFn: async ({ signal }) => {
      return (await client.planLaunch({ params: { agent }, body: { yaml, ...figures }, signal })).plan;
    },
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });

export const versionsQuery = (agent: string) =>
  queryOptions({
    queryKey: ['design', agent, 'versions'],
    queryFn: async ({ signal }) =>
      (await client.listVersions({ params: { agent }, query: { limit: '200' }, signal })).items,
  });

export const useCasesQuery = () =>
  queryOptions({
    queryKey: ['use-cases'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await client.listUseCases({ signal })).items,
  });

/** Somebody was faster: the file is not the one that was read. */
export const isChanged = (error: unknown): boolean =>
  error instanceof ApiError && error.problem.code === 'file_changed';
