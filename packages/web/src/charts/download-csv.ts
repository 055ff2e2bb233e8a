/** A table as a file: what a chart shows, with full digits. */
export type Cell = string | number | null;
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const csvOf = ({ columns, rows }: Table): string =>
  `${[columns, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;

/** A text that a spreadsheet would take for a formula is kept a text. */
function quoted(cell: Cell): string {
  if (cell === null) return '';
  const words = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}

export function downloadCsv(name: string, table: Table): void {
  const url = URL.createObjectURL(new Blob([`\ufeff${csvOf(table)}`], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
