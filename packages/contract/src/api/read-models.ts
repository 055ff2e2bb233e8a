/** What some answers are to the last field: the schemas of these operations name their heads only. */
import type { Explanation } from '@fitly/core/decide';
import type { Report } from '@fitly/core/report';
import type { Group } from '@fitly/core/terms';
import type { AnswerOf } from './endpoint.ts';
import type { Endpoints } from './endpoints/index.ts';

export type { Explanation } from '@fitly/core/decide';
export type {
  Check,
  Contrast,
  Exploration,
  GroupRow,
  Insights,
  KpiReport,
  OptionInsight,
  Report,
  Verdict,
} from '@fitly/core/report';
export type { Group } from '@fitly/core/terms';

/** Answer of `explainCustomer`. */
export interface ExplainedCustomer {
  readonly agent: string;
  readonly agentVersion: number;
  readonly policyVersion: number;
  readonly day: string;
  readonly customerKey: string;
  /** Null for a customer whom the agent does not know. */
  readonly group: Group | null;
  /** Null in the audience; otherwise why not. */
  readonly outside: string | null;
  /** Why nobody was decided for on that day; null when somebody was. */
  readonly idle: string | null;
  /** The agent of the workspace that had the customer on that day, where this one was due as well; null: none. */
  readonly lostTo: string | null;
  readonly decision: {
    readonly decisionId: string;
    readonly reason: string;
    readonly options: Readonly<Record<string, string>>;
    readonly propensity: number | null;
    readonly draw: number;
    /** ISO 8601; null when nothing is sent. */
    readonly sendAt: string | null;
    readonly sent: { readonly state: string; readonly reason: string | null } | null;
  } | null;
  readonly explanation: Explanation | null;
  readonly known: readonly { readonly attribute: string; readonly value: string | number | boolean | null }[];
}

export const asReport = (answer: AnswerOf<Endpoints['readReport']>): Report => answer as unknown as Report;
export const asExplained = (answer: AnswerOf<Endpoints['explainCustomer']>): ExplainedCustomer =>
  answer as unknown as ExplainedCustomer;
