/** A figure that is a table: the first column names its rows, and each column says what it shows and what its file holds. */
import type { ReactNode } from 'react';
import { count } from '../numbers/format.ts';
import { text } from '../texts/text.ts';
import type { Cell } from './download-csv.ts';
import { Figure } from './figure.tsx';

export interface Column<R> {
  readonly title: string;
  readonly raw: (row: R) => Cell;
  /** Default: numbers as counts, texts as they are, and a dash for what is not known. */
  readonly shown?: (row: R) => ReactNode;
  readonly isText?: boolean;
}

interface Props<R> {
  readonly title: string;
  readonly note?: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly rows: readonly R[];
  /** What tells rows apart; default: their heads. */
  readonly keyOf?: (row: R) => string;
  /** The first one heads the rows. */
  readonly columns: readonly [Column<R>, ...Column<R>[]];
  readonly caption?: ReactNode;
  /** Where the table is evidence that few need. */
  readonly folded?: { readonly summary: string; readonly open: boolean };
  /** Above the table. */
  readonly children?: ReactNode;
}

export function TableFigure<R>({ title, note, name, rows, keyOf, columns, caption, folded, children }: Props<R>) {
  const [head, ...others] = columns;
  const table = (
    <div className="scroll">
      <table className="rows">
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th scope="col" className={at === 0 || column.isText ? undefined : 'r'} key={column.title}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf?.(row) ?? String(head.raw(row))}>
              <th scope="row">{cell(head, row)}</th>
              {others.map((column) => (
                <td className={column.isText ? undefined : 'r'} data-l={column.title} key={column.title}>
                  {cell(column, row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
  return (
    <Figure
      {...{ title, name, isTable: true, caption, ...(note !== undefined && { note }) }}
      table={{
        columns: columns.map((column) => column.title),
        rows: rows.map((row) => columns.map(({ raw }) => raw(row))),
      }}
    >
      {children}
      {folded === undefined ? (
        table
      ) : (
        <details open={folded.open}>
          <summary>{folded.summary}</summary>
          {table}
        </details>
      )}
    </Figure>
  );
}

function cell<R>({ raw, shown }: Column<R>, row: R): ReactNode {
  if (shown !== undefined) return shown(row);
  const value = raw(row);
  return value === null ? text('none') : typeof value === 'number' ? count(value) : value;
}
