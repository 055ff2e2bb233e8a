/** Daily rows of a canvas, in total, by variant and by step (contract §4.7). Nothing of a canvas converts here. */
import type { Canvas } from '../catalogue/canvas.ts';
import { LAST_REACTION_MS } from '../reactions/reactions-to.ts';
import { type SentMessage, sentMessages } from '../reactions/sent-messages.ts';
import { variantOf } from '../send/variation.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import type { CanvasSeriesQuery } from './canvas/series-query.ts';
import { countReaction, countSent, emptyStats, SERIES_NAME, type Stats, unfolded } from './channel-stats.ts';
import { type Days, dayIndex } from './days.ts';

interface Row {
  readonly time: string;
  entries: number;
  readonly byVariant: Map<string, number>;
  readonly messages: ReadonlyMap<string, Stats>;
}

export const canvasSeries = ({ canvas, days, breakdown }: CanvasSeriesQuery, workspace: Workspace): readonly object[] =>
  rowsOf(canvas, days, workspace).map((row) => ({ time: row.time, ...shown(row, canvas, breakdown) }));

/** All days in one. */
export function canvasSummary({ canvas, days, breakdown }: CanvasSeriesQuery, workspace: Workspace): object {
  const sum = emptyRow(canvas, '');
  for (const { entries, byVariant, messages } of rowsOf(canvas, days, workspace)) {
    sum.entries += entries;
    for (const [id, count] of byVariant) sum.byVariant.set(id, (sum.byVariant.get(id) ?? 0) + count);
    for (const [id, stats] of messages) addStats(sum.messages.get(id)!, stats);
  }
  return shown(sum, canvas, breakdown);
}

function addStats(sum: Stats, stats: Stats): void {
  for (const [name, value] of Object.entries(stats)) {
    if (typeof value === 'number') sum[name] = Number(sum[name]) + value;
  }
}

function rowsOf(canvas: Canvas, days: Days, workspace: Workspace): readonly Row[] {
  const rows = days.names.map((time) => emptyRow(canvas, time));
  const isOwn = ({ canvasId }: JournalEntry): boolean => canvasId === canvas.id;
  for (const entry of workspace.journal.entries)
    if (isOwn(entry)) countEntries(entry, canvas, rows[dayIndex(days, entry.at)], workspace);
  for (const sent of sentMessages(workspace, days.from - LAST_REACTION_MS, days.to, isOwn)) {
    countMessage(sent, days, rows, workspace.clock.now());
  }
  return rows;
}

const emptyRow = ({ steps }: Canvas, time: string): Row => ({
  time,
  entries: 0,
  byVariant: new Map(),
  messages: new Map(steps.flatMap(({ messages }) => messages.map(({ id, channel }) => [id, emptyStats(channel, id)]))),
});

/** Those in a control variant entered too. */
function countEntries(entry: JournalEntry, canvas: Canvas, row: Row | undefined, { key }: Workspace): void {
  if (row === undefined) return;
  const controls = (entry.skipped ?? []).filter(({ reason }) => reason === 'control');
  for (const { externalId } of [...entry.recipients, ...controls]) {
    const { id } = variantOf(key, canvas, externalId);
    row.entries += 1;
    row.byVariant.set(id, (row.byVariant.get(id) ?? 0) + 1);
  }
}

function countMessage({ entry, message, reactions }: SentMessage, days: Days, rows: readonly Row[], now: number): void {
  const statsAt = (at: number): Stats | undefined => rows[dayIndex(days, at)]?.messages.get(message.variationId ?? '');
  const sent = statsAt(entry.at);
  if (sent !== undefined) countSent(sent, reactions);
  for (const [reaction, before] of unfolded(reactions, now)) {
    const stats = statsAt(reaction.at);
    if (stats !== undefined) countReaction(stats, reaction, before);
  }
}

const NO_CONVERSIONS = { revenue: 0, conversions: 0, conversions_by_entry_time: 0 } as const;

function shown(row: Row, canvas: Canvas, breakdown: CanvasSeriesQuery['breakdown']): object {
  const variants = canvas.variants.map(({ id, name }) => [
    id,
    { name, ...NO_CONVERSIONS, entries: row.byVariant.get(id) ?? 0 },
  ]);
  const steps = canvas.steps.map(({ id, name, messages }) => {
    const byChannel: Record<string, Stats[]> = {};
    for (const message of messages) {
      const channel = SERIES_NAME[message.channel];
      byChannel[channel] = [...(byChannel[channel] ?? []), row.messages.get(message.id)!];
    }
    return [id, { name, ...NO_CONVERSIONS, messages: byChannel }];
  });
  return {
    total_stats: { ...NO_CONVERSIONS, entries: row.entries },
    ...(breakdown.variants && { variant_stats: Object.fromEntries(variants) }),
    ...(breakdown.steps && { step_stats: Object.fromEntries(steps) }),
  };
}
