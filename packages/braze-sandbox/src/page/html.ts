/** Small pieces of HTML. Text is escaped where it is put in. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export interface Column<T> {
  readonly head: string;
  /** HTML of the cell. */
  readonly cell: (row: T) => string;
  readonly isNumber?: boolean;
}

/** `none` is said when there are no rows. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], none: string): string {
  if (rows.length === 0) return `<p class="note">${escaped(none)}</p>`;
  const kind = ({ isNumber }: Column<T>): string => (isNumber === true ? ' class="n"' : '');
  const heads = columns.map((column) => `<th scope="col"${kind(column)}>${escaped(column.head)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => `<td${kind(column)}>${column.cell(row)}</td>`).join('')}</tr>`,
  );
  // Focusable, so that a keyboard can scroll it.
  return `<div class="scroll" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

export const count = (n: number): string => new Intl.NumberFormat('en-US').format(n);

/** `Mon 2 Mar 2026, 11:00:00 UTC` */
export const when = (at: number): string =>
  `${new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone: 'UTC',
  }).format(at)} UTC`;
