/** What was set aside and what became of it, for people. */
import type { FitlyError } from '@fitly/core/errors';
import type { QuarantineEntry, Retried } from '@fitly/service';
import { styled } from '../terminal.ts';
import { renderImport } from './import.ts';

const count = new Intl.NumberFormat('en-US');
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const rows = (number: number): string => `${count.format(number)} ${number === 1 ? 'row' : 'rows'}`;

/** `again`: ` --folder FOLDER`, where it is not the default. */
export function renderEntries(entries: readonly QuarantineEntry[], again: string, color: boolean): string[] {
  if (entries.length === 0) return ['Nothing was set aside.'];
  return [
    ...entries.flatMap((entry) => entryLines(entry, color)),
    '',
    'Lines and shapes are in quarantine/NAME.jsonl. Repair the file, then:',
    `  fitly import retry NAME --file REPAIRED${again}`,
    `  fitly import retry NAME --drop${again}    gives up on the rows`,
  ];
}

function entryLines(entry: QuarantineEntry, color: boolean): string[] {
  const { name, file, at, setAside, named, reasons, unreadable } = entry;
  const what = unreadable !== null && setAside === 0 ? 'the file cannot be used' : `${rows(setAside)} set aside`;
  return [
    `${styled(name, 'bold', color)}  ${file}, ${importedAs(entry)} on ${dayOf(at)}: ${what}`,
    ...(unreadable === null ? [] : [`  ${unreadable}`]),
    ...(named === setAside
      ? []
      : [`  ${count.format(named)} of them are named by their line, the others only counted`]),
    ...Object.entries(reasons).map(([reason, number]) => `  ${count.format(number).padStart(9)}  ${reason}`),
  ];
}

function importedAs({ importedAs: as }: QuarantineEntry): string {
  if (as === null) return 'by a feed or an earlier version';
  switch (as.kind) {
    case 'attributes':
      return `imported as attributes of ${as.day} for ${as.agent}`;
    case 'events':
      return `imported as events${as.agent === null ? '' : ` for ${as.agent}`}`;
    case 'activations':
      return 'imported as activations';
  }
}

export function renderRetried(retried: Retried, color: boolean): string[] {
  const { entry, cleared } = retried;
  const head = `${entry.name}  ${entry.file}: ${rows(entry.setAside)} had been set aside`;
  const end = cleared
    ? `${styled('Cleared', 'green', color)}: ${entry.name}`
    : `${styled('Still open', 'yellow', color)}: ${entry.name} (its rows are still bad, or the file had fewer than were set aside)`;
  return [head, ...renderImport(retried, color), end];
}

export const renderNotRetried = ({ name, file }: QuarantineEntry, { message }: FitlyError): string =>
  `${name}  ${file}: not retried: ${message}`;

export const renderDropped = ({ name, file, setAside }: QuarantineEntry): string =>
  `Dropped ${name} (${file}): ${rows(setAside)} are given up.`;
