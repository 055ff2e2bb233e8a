/** How often each message of a day's decisions was sent, as send events tell: one for each decision, channel and step of a canvas. */
import type { AgentName, Day, DecisionId } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import type { DecisionsOfDay } from './decisions-of-day.ts';

export const MESSAGE_SENDS = 'message_sends';

/** Row of the decision → part of its message → send events. */
export type SendsOfRows = Map<number, Map<string, number>>;

/** Null: not counted. A push is sent, and told of, once for each device. */
export const partOf = (channel: string | null, canvasStepId: string | null): string | null =>
  channel === 'push' ? null : `${channel ?? ''}/${canvasStepId ?? ''}`;

export function addSend(sends: SendsOfRows, row: number, part: string, count = 1): void {
  const parts = sends.get(row) ?? new Map<string, number>();
  sends.set(row, parts);
  parts.set(part, (parts.get(part) ?? 0) + count);
}

/** Of the part that was sent most often. */
export const mostSends = (sends: SendsOfRows, row: number): number => Math.max(0, ...(sends.get(row)?.values() ?? []));

export function messageSendColumns(sends: SendsOfRows, { ids, customerKeys }: DecisionsOfDay): Columns {
  const rows = [...sends]
    .sort(([a], [b]) => a - b)
    .flatMap(([row, parts]) => [...parts].sort().map(([part, count]) => ({ row, part, count })));
  return {
    rowCount: rows.length,
    columns: [
      { name: 'decision_id', type: 'string', values: rows.map(({ row }) => ids[row]!) },
      { name: 'customer_key', type: 'string', values: rows.map(({ row }) => customerKeys[row]!) },
      { name: 'part', type: 'string', values: rows.map(({ part }) => part) },
      { name: 'sends', type: 'float64', values: Float64Array.from(rows, ({ count }) => count) },
    ],
  };
}

export async function readMessageSends(
  { lake }: Store,
  agent: AgentName,
  day: Day,
  decisions: DecisionsOfDay,
): Promise<SendsOfRows> {
  const stored = await lake.read({
    table: MESSAGE_SENDS,
    agent,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'part', type: 'string' },
      { name: 'sends', type: 'float64' },
    ],
  });
  const sends: SendsOfRows = new Map();
  const [parts, counts] = [valuesOf(stored, 'part', 'string'), valuesOf(stored, 'sends', 'float64')];
  for (const [from, id] of valuesOf(stored, 'decision_id', 'string').entries()) {
    const row = decisions.rowOf(id as DecisionId);
    if (row !== undefined) addSend(sends, row, parts[from] ?? '', counts[from]!);
  }
  return sends;
}
