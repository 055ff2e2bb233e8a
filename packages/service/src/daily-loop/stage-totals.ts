/**
 * Exports tell all-time totals of events. Those of a funnel's stages lie beside those of the success, and are told apart by
 * their names: a product may be called like a stage.
 */
import { differenceOfTotals } from '@fitly/core/data';
import { type Agent, kpiInstant } from '@fitly/core/design';
import type { EventTotal, ExportedCustomer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';

/** Stages of which exports can tell: those that are no part of a message. */
export const exportedStages = ({ learning }: Pick<Agent, 'learning'>): readonly string[] =>
  learning.funnel.filter((event) => kpiInstant({ event }) === null);

/** A control character, which no name of Braze's has. */
const MARK = '\u001f';

export const isStageTotal = ({ name }: EventTotal): boolean => name.startsWith(MARK);

export const stageTotals = ({ events, purchases = [] }: ExportedCustomer, stages: readonly string[]): EventTotal[] =>
  stages.flatMap((stage) => {
    const [first, ...more] = stage === 'purchase' ? (purchases ?? []) : events.filter(({ name }) => name === stage);
    return first === undefined ? [] : [more.reduce(asOne, { ...first, name: MARK + stage })];
  });

/** Purchases are told by product. */
const asOne = (a: EventTotal, b: EventTotal): EventTotal => ({
  name: a.name,
  count: a.count + b.count,
  firstAt: Math.min(a.firstAt, b.firstAt),
  lastAt: Math.max(a.lastAt, b.lastAt),
});

export interface StageNews {
  readonly events: readonly { readonly name: string; readonly at: Instant }[];
  /** What the next export is to be compared with. */
  readonly totals: readonly EventTotal[];
}

/**
 * Stages that a customer has gone through since the export before: each once, at its newest instant, which is exact. A stage that
 * nobody asked for before brings its newest event too: whether it lies after a decision is for its instant to say.
 */
export function stageNews(before: readonly EventTotal[], now: readonly EventTotal[]): StageNews {
  const { totals } = differenceOfTotals({ items: before, revenue: 0 }, { items: now, revenue: 0 });
  const counts = new Map(before.map(({ name, count }) => [name, count]));
  const grown = now.filter(({ name, count }) => count > (counts.get(name) ?? 0));
  return { events: grown.map(({ name, lastAt: at }) => ({ name: name.slice(MARK.length), at })), totals: totals.items };
}
