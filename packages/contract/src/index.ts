export type { InactiveField } from '@fitly/core/design/validation';
export { agentJsonSchema } from './agent-file/agent-json-schema.ts';
export { newAgentYaml } from './agent-file/new-agent-yaml.ts';
export { type AgentDocument, type AgentFileResult, parseAgentFile } from './agent-file/parse-agent-file.ts';
export { compileExpressions, type ExpressionsResult } from './rules/compile-expressions.ts';
export type { ExpressionIssue } from './rules/read/expression-issue.ts';
export type { FileFormat } from './workspace-file/feed-schema.ts';
export { newWorkspaceYaml } from './workspace-file/new-workspace-yaml.ts';
export { parseWorkspaceFile, type WorkspaceFileResult } from './workspace-file/parse-workspace-file.ts';
export type {
  CurrentsFeed,
  EventColumns,
  EventFileFeed,
  EventMeaning,
  Feed,
  FileFeed,
  QueryFeed,
  RestFeed,
  SnapshotColumns,
  SnapshotFileFeed,
  SnapshotMeaning,
} from './workspace-file/typed-feed.ts';
export type { WorkspaceFile } from './workspace-file/workspace-schema.ts';
