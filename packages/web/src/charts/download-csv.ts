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

export const downloadCsv = (name: string, table: Table): void =>
  downloadText(`${name}.csv`, 'text/csv', `\ufeff${csvOf(table)}`);

export function downloadText(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
