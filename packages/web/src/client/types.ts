import type { AnswerOf, Endpoints } from '@fitly/contract/api';

export type ListedAgent = AnswerOf<Endpoints['listAgents']>['items'][number];
export type ListedRun = AnswerOf<Endpoints['listRuns']>['items'][number];
export type Run = AnswerOf<Endpoints['readRun']>;
export type Feed = AnswerOf<Endpoints['listFeeds']>['items'][number];
export type CustomerExport = AnswerOf<Endpoints['exportCustomer']>;
export type Account = AnswerOf<Endpoints['readAccount']>;
export type BegunSecondFactor = AnswerOf<Endpoints['beginSecondFactor']>;
export type Person = AnswerOf<Endpoints['listPeople']>['items'][number];
export type AccessKey = AnswerOf<Endpoints['listKeys']>['items'][number];
export type AgentFile = AnswerOf<Endpoints['readAgent']>;
export type Issue = AgentFile['issues'][number];
export type Checked = AnswerOf<Endpoints['checkAgent']>;
export type LaunchPlan = NonNullable<AnswerOf<Endpoints['planLaunch']>['plan']>;
