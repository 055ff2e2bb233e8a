/** What a demo plays: whose people stand behind the sandbox, which agent meets them, and who else has a hand in it. */
import type { Sandbox } from '@fitly/braze-sandbox';
import type { Agent } from '@fitly/core/design';
import type { ReportNotes } from '@fitly/core/report';
import { asDay, type Day, type Instant } from '@fitly/core/terms';
import type { Workspace } from '@fitly/service';

/** First virtual day: fixed, so that everyone sees the same days and the same numbers. */
export const FIRST_DAY: Day = asDay('2026-01-05');

export interface Stage {
  readonly agentName: string;
  /** Text of the agent file that a new workspace gets. */
  readonly agentYaml: string;
  readonly title: string;
  /** What is real and what is made up, as the first lines say it. */
  readonly introduction: readonly string[];
  /** The same for the report. */
  readonly notes: ReportNotes;
  /** Opens the sandbox of a workspace folder. */
  open(folder: string): Promise<OpenStage>;
}

export interface OpenStage {
  readonly sandbox: Sandbox;
  /** Everybody else: neither Fitly nor Braze. */
  readonly others: readonly Bystander[];
}

/** Somebody outside who does something before and after each run, by files, as in real life. */
export interface Bystander {
  beforeRun(moment: Moment): Promise<void>;
  afterRun(moment: Moment): Promise<void>;
}

export interface Moment {
  readonly workspace: Workspace;
  readonly agent: Agent;
  readonly day: Day;
  /** Instant of the day's run. */
  readonly at: Instant;
}
