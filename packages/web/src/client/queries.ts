/** What the pages ask, each with its key. A report counts as one thing per agent and span. */
import { asExplained, asReport } from '@fitly/contract/api';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { isSilence, RETRY_MS } from './query-client.ts';

const RUNNING_MS = 4_000;
const PULSE_MS = 10_000;

/** Of key figures and trends. */
export interface Shown {
  readonly from?: string;
  readonly to?: string;
  /** `attribute=value`; absent: everybody. */
  readonly segment?: string;
}

/** Asked again and again on every page: the pulse by which the app knows whether anybody answers. */
export const agentsQuery = () =>
  queryOptions({
    queryKey: ['agents'],
    queryFn: async ({ signal }) => (await client.listAgents({ query: { limit: '200' }, signal })).items,
    refetchInterval: ({ state }) => (isSilence(state.error) ? RETRY_MS : PULSE_MS),
  });

/** Who has signed in. A key of the workspace has no account: pages are asked by people only. */
export const accountQuery = () =>
  queryOptions({ queryKey: ['account'], queryFn: ({ signal }) => client.readAccount({ signal }) });

export const peopleQuery = () =>
  queryOptions({ queryKey: ['people'], queryFn: async ({ signal }) => (await client.listPeople({ signal })).items });

export const keysQuery = () =>
  queryOptions({ queryKey: ['keys'], queryFn: async ({ signal }) => (await client.listKeys({ signal })).items });

export const reportQuery = (agent: string, shown: Shown = {}) =>
  queryOptions({
    queryKey: ['report', agent, shown],
    queryFn: async ({ signal }) =>
      asReport(await client.readReport({ params: { agent }, query: { ...shown }, signal })),
  });

/** What runs just now; asked more often while something does. */
export const scheduleQuery = () =>
  queryOptions({
    queryKey: ['schedule'],
    queryFn: ({ signal }) => client.readSchedule({ signal }),
    refetchInterval: ({ state }) => (state.data?.running == null ? PULSE_MS : RUNNING_MS),
  });

export const runsQuery = (agent: string, limit: number) =>
  queryOptions({
    queryKey: ['runs', agent, limit],
    queryFn: async ({ signal }) =>
      (await client.listRuns({ params: { agent }, query: { limit: String(limit) }, signal })).items,
    refetchInterval: ({ state }) => (state.data?.[0]?.status === 'running' ? RUNNING_MS : false),
  });

export const runQuery = (agent: string, day: string) =>
  queryOptions({
    queryKey: ['run', agent, day],
    queryFn: ({ signal }) => client.readRun({ params: { agent, day }, signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? RUNNING_MS : false),
  });

export const feedsQuery = () =>
  queryOptions({
    queryKey: ['feeds'],
    queryFn: async ({ signal }) => (await client.listFeeds({ signal })).items,
  });

/** The external id is part of the key in memory, and of nothing that is kept. */
export const explainQuery = (agent: string, customer: string, day: string | undefined) =>
  queryOptions({
    queryKey: ['explain', agent, customer, day ?? null],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const body = { customer, ...(day !== undefined && { day }) };
      return asExplained(await client.explainCustomer({ params: { agent }, body, signal }));
    },
  });

export const customerQuery = (customer: string) =>
  queryOptions({
    queryKey: ['customer', customer],
    gcTime: 0,
    queryFn: ({ signal }) => client.exportCustomer({ body: { customer }, signal }),
  });
