/** What was known before an agent began, by whomever it was learned. */
import type { Encoding } from '@fitly/core/data';
import type { ContextAttribute, Dimension } from '@fitly/core/design';
import type { ContestState } from '@fitly/core/learn';
import type { FeatureLayout } from '@fitly/core/policy';
import type { Day } from '@fitly/core/terms';
import type { BeganWithAgent, BeganWithLog } from './began-with.ts';

type Source<T> = Omit<T, 'options' | 'numbers'>;

export interface Earlier {
  readonly attributes: readonly ContextAttribute[];
  readonly dimensions: readonly Dimension[];
  /** Null: nobody knows how old it is. */
  readonly throughDay: Day | null;
  readonly layout: FeatureLayout;
  readonly encoding: Encoding;
  /** In the units of the agent that begins. */
  readonly state: ContestState;
  /** What a row of it counts for, in (0, 1]; absent: as rows of another agent. */
  readonly share?: number;
  readonly source: Source<BeganWithAgent> | Source<BeganWithLog>;
}
