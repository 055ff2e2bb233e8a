/** From the profiles of a file's columns to a feed of fitly.yaml: a proposal with a reason for every guess. Pure; shows no value. */
import { doubtSnapshot } from '@fitly/core/data';
import type { ContextAttribute } from '@fitly/core/design';
import { shownColumn } from '../../privacy/value-guard.ts';
import { cameAtOtherTime } from '../attribute-watch.ts';
import type { Sample } from '../sample.ts';
import { attributeType, type FeedKind, type FileGuess, type Part, partOf } from './column-part.ts';
import { type ColumnProfile, profileColumns } from './column-profile.ts';
import { type ColumnRoles, guessRoles, repetitionOf } from './column-roles.ts';
import { hasNoHeader, numbered } from './header-line.ts';
import { openQuestions } from './open-questions.ts';

export type FeedFormat = 'csv' | 'jsonl' | 'parquet';

/** What the agents of a workspace ask for. */
export interface AgentWants {
  readonly agent: string;
  readonly event: string;
  readonly fields: readonly string[];
  readonly attributes: readonly string[];
}

export interface ProposedColumn extends Omit<ColumnProfile, 'values'>, Part {
  /** Agents that ask for it by this name. */
  readonly serves: readonly string[];
}

export interface FeedProposal {
  readonly format: FeedFormat;
  readonly kind: FeedKind;
  /** The first line is no header: names are not known, and nothing can be proposed. */
  readonly isHeadless: boolean;
  /** Why this kind. */
  readonly because: string;
  /** A snapshot whose day stands in the name of the file and in no column. */
  readonly isDayInName: boolean;
  readonly columns: readonly ProposedColumn[];
  /** Attributes that an agent could take from a snapshot. */
  readonly context: readonly { readonly attribute: string; readonly type: ContextAttribute['type'] }[];
  /** Events of the file that agents count, by the agents' own words. */
  readonly counted: readonly { readonly agent: string; readonly event: string }[];
  /** What a person has to add or look at. */
  readonly open: readonly string[];
}

/** `hasDay`: a day stands in the name of the file. */
export function proposeFeed(
  { format, hasDay }: { readonly format: FeedFormat; readonly hasDay: boolean },
  found: Sample,
  agents: readonly AgentWants[],
): FeedProposal {
  const isHeadless = format === 'csv' && hasNoHeader(found);
  const sample = isHeadless ? numbered(found) : found;
  const profiles = profileColumns(sample.columns, sample.rows);
  const roles = guessRoles(profiles);
  const { kind, because } = guessKind(sample, profiles, roles);
  const guess: FileGuess = { kind, roles, rowCount: sample.rows.length, agents };
  const columns = profiles.map((profile) => propose(profile, guess, agents));
  const isDayInName = hasDay && kind === 'snapshot' && roles.at === null;
  return {
    ...{ format, kind, because, isDayInName, isHeadless },
    columns,
    context: columns.flatMap((column) =>
      column.role === 'attribute' ? [{ attribute: column.name, type: attributeType(column) }] : [],
    ),
    counted: kind === 'snapshot' || roles.event === null ? [] : countedBy(agents, sample, roles.event.column),
    open: openQuestions(sample, { kind, roles, profiles, isDayInName, isHeadless }),
  };
}

const SNAPSHOT = 'snapshot' as const;
const EVENTS = 'events' as const;

function guessKind(
  { rows }: Sample,
  profiles: readonly ColumnProfile[],
  roles: ColumnRoles,
): Pick<FeedProposal, 'kind' | 'because'> {
  if (roles.customer === null) return { kind: SNAPSHOT, because: 'no column looks like the id of a customer' };
  const found = repetitionOf(rows, roles.customer.column, roles.at?.column ?? null);
  const again = found.rows - found.customers;
  const repeated = cameAtOtherTime(roles.at === null ? [] : [roles.at.column]);
  const doubt = doubtSnapshot({ rows: found.rows, repeats: found.atOtherTimes, repeated });
  if (doubt !== null) return { kind: EVENTS, because: doubt.seen };
  const at = profiles.find(({ name }) => name === roles.at?.column);
  if (roles.event !== null && at !== undefined && at.distinct > 1) {
    return { kind: EVENTS, because: `${shownColumn(roles.event.column)} names an event, and the times differ` };
  }
  return {
    kind: SNAPSHOT,
    because:
      again === 0
        ? `one row for each of ${found.customers} customers`
        : `${again} of ${found.rows} rows repeat a customer, and hardly any at another time`,
  };
}

function propose(profile: ColumnProfile, guess: FileGuess, agents: readonly AgentWants[]): ProposedColumn {
  const { values: _, ...seen } = profile;
  const part = partOf(profile, guess);
  const isServed = part.role === 'attribute' || part.role === 'field';
  const serves = isServed ? servedBy(agents, profile.name, part.role === 'field') : [];
  return { ...seen, name: shownColumn(profile.name), ...part, serves };
}

const servedBy = (agents: readonly AgentWants[], name: string, isField: boolean): string[] =>
  agents.flatMap(({ agent, fields, attributes }) => ((isField ? fields : attributes).includes(name) ? [agent] : []));

/** Only names that an agent already has are said: others are values of the file. */
function countedBy(agents: readonly AgentWants[], { rows }: Sample, column: string): FeedProposal['counted'] {
  const names = new Set(rows.map((cells) => cells[column]));
  return agents.flatMap(({ agent, event }) => (names.has(event) ? [{ agent, event }] : []));
}
