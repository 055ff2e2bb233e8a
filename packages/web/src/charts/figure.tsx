/** A chart with all that belongs to it: what it shows, in which unit, what to beware of, its numbers as a table and as a file. */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { capital, text } from '../texts/text.ts';
import { DataTable } from './data-table.tsx';
import { downloadCsv, type Table } from './download-csv.ts';

interface Props {
  readonly title: string;
  readonly note?: string;
  /** Of the file, without its ending. */
  readonly name: string;
  readonly table: Table;
  /** Address of what says how it is computed. */
  readonly howHref?: string;
  readonly caption?: ReactNode;
  readonly controls?: ReactNode;
  /** What is drawn is a table already. */
  readonly isTable?: boolean;
  readonly children: ReactNode;
}

export function Figure({ title, note, name, table, howHref, caption, controls, isTable = false, children }: Props) {
  const [showsTable, setShowsTable] = useState(false);
  const headingId = useId();
  const onKey = (event: KeyboardEvent): void => {
    if (isTable || event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    setShowsTable((before) => !before);
  };
  return (
    <figure aria-labelledby={headingId} onKeyDown={onKey}>
      <div className="head">
        <h2 id={headingId}>{capital(title)}</h2>
        {note !== undefined && <span className="note">{note}</span>}
        <span className="links">
          {howHref !== undefined && <a href={howHref}>{text('howComputed')}</a>}
          {!isTable && (
            <button
              type="button"
              aria-pressed={showsTable}
              aria-label={text(showsTable ? 'chartOf' : 'tableOf', { title })}
              onClick={() => setShowsTable(!showsTable)}
            >
              {text(showsTable ? 'chart' : 'table')}
            </button>
          )}
          <button type="button" aria-label={text('csvOf', { title })} onClick={() => downloadCsv(name, table)}>
            {text('csv')}
          </button>
        </span>
      </div>
      {controls}
      {showsTable ? <DataTable table={table} label={title} /> : children}
      {caption !== undefined && <figcaption className="cap">{caption}</figcaption>}
    </figure>
  );
}
