/** The audit log as text for other systems, oldest first, with its hashes: whoever has it can compute the chain again. */
import type { AuditEntry } from '@fitly/store';
import { stringify } from 'csv-stringify/sync';

export const AUDIT_FORMATS = ['jsonl', 'csv'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

const COLUMNS = [
  ...['sequence', 'at', 'who', 'way', 'action', 'object', 'outcome', 'before', 'after', 'previous', 'hash'],
] as const;

/** Line by line, so that a long log is never whole in memory. */
export function* auditText(entries: Iterable<AuditEntry>, format: AuditFormat): Iterable<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\n`;
  for (const entry of entries) yield format === 'csv' ? csvLine(entry) : `${JSON.stringify(auditOnTheWire(entry))}\n`;
}

export const auditOnTheWire = ({ at, before, after, ...entry }: AuditEntry) => ({
  ...entry,
  ...{ at: isoOf(at), before: written(before), after: written(after) },
});

/** An instant that cannot be one, in an entry that was changed, is shown as it is. */
const isoOf = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at));

const written = (detail: AuditEntry['before']) =>
  detail === null
    ? null
    : Object.fromEntries(
        Object.entries(detail).map(([name, value]) => [
          name,
          typeof value === 'object' && value !== null ? [...value] : value,
        ]),
      );

/** A cell that a spreadsheet would take for a formula gets an apostrophe. */
function csvLine(entry: AuditEntry): string {
  const { before, after, ...cells } = auditOnTheWire(entry);
  const text = (value: object | null): string => (value === null ? '' : JSON.stringify(value));
  const row: Readonly<Record<string, string | number | null>> = { ...cells, before: text(before), after: text(after) };
  return stringify([COLUMNS.map((name) => row[name] ?? '')], { escape_formulas: true });
}
