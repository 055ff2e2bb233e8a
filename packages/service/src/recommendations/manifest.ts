/** What stands beside a recommendation file and says that it is whole: written last, so a file without one does not count. */
import { createHash } from 'node:crypto';
import type { LeftOut, RecommendationTable, RecommendationType } from '@fitly/core/dispatch';
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';

/** Changes when a reader would have to change. */
const FORMAT_VERSION = 1;

export interface Manifest {
  readonly formatVersion: number;
  readonly agent: AgentName;
  readonly agentVersion: number;
  readonly day: Day;
  /** Name of the file beside this one. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: RecommendationType }[];
  /** Instant of the run: the same when the file is written again after a crash. */
  readonly writtenAt: string;
  /** SHA-256 of the sorted decision ids, one a line. */
  readonly decisionIdsSha256: string;
  /** Decisions of the day that are not in the file, by reason. */
  readonly notInFile: LeftOut;
}

export interface ManifestFacts {
  readonly agent: AgentName;
  readonly agentVersion: number;
  readonly day: Day;
  readonly startedAt: Instant;
  readonly file: { readonly name: string; readonly sha256: string; readonly bytes: number };
  readonly table: RecommendationTable;
  readonly decisionIds: readonly DecisionId[];
  readonly leftOut: LeftOut;
}

export const manifestOf = ({ table, file, ...facts }: ManifestFacts): Manifest => ({
  formatVersion: FORMAT_VERSION,
  agent: facts.agent,
  agentVersion: facts.agentVersion,
  day: facts.day,
  file: file.name,
  sha256: file.sha256,
  bytes: file.bytes,
  rows: table.rowCount,
  columns: table.columns.map(({ name, type }) => ({ name, type })),
  writtenAt: new Date(facts.startedAt).toISOString(),
  decisionIdsSha256: hashOfIds(facts.decisionIds),
  notInFile: facts.leftOut,
});

export const hashOfIds = (ids: readonly DecisionId[]): string =>
  createHash('sha256').update(ids.toSorted().join('\n')).digest('hex');
