import { figure } from '../numbers/format.ts';
import { text } from '../texts/text.ts';
import type { Cell, Table } from './download-csv.ts';

/** The numbers of a chart; long ones scroll in their own frame. */
export function DataTable({ table: { columns, rows }, label }: { readonly table: Table; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll tall" tabIndex={0} aria-label={text('tableOf', { title: label })}>
      <table>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th key={column} scope="col" className={at === 0 ? undefined : 'r'}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {row.map((cell, at) => (
                <td key={columns[at]} className={at === 0 ? undefined : 'r'}>
                  {shown(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const shown = (cell: Cell): string => (cell === null ? text('none') : typeof cell === 'number' ? figure(cell) : cell);
