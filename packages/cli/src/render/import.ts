/** What an import did, for people. */
import type { ColumnChange } from '@fitly/core/data';
import type { Day } from '@fitly/core/terms';
import {
  type ImportActivationsResult,
  type ImportEventsResult,
  type ImportResult,
  suspectedInWords,
} from '@fitly/service';
import { styled } from '../terminal.ts';

export type ImportDone =
  | { readonly kind: 'attributes'; readonly day?: Day; readonly result: ImportResult }
  | { readonly kind: 'events'; readonly result: ImportEventsResult }
  | { readonly kind: 'activations'; readonly result: ImportActivationsResult };

const count = new Intl.NumberFormat('en-US');
const rows = (number: number): string => `${count.format(number)} ${number === 1 ? 'row' : 'rows'}`;

export function renderImport(done: ImportDone, color: boolean): string[] {
  const { result } = done;
  if (done.kind === 'attributes' && done.result.again) return ['This file was imported before; nothing was added.'];
  const whose = done.kind === 'attributes' ? 'Not allow-listed by the agent' : 'Not declared by any agent';
  return [
    ...linesOf(done, styled('Imported', 'green', color)),
    ...(result.dropped.length === 0 ? [] : [`  ${whose}, so never kept: ${result.dropped.join(', ')}`]),
    ...Object.entries(result.quarantined).map(
      ([reason, number]) => `  ${styled(`${rows(number)} set aside`, 'yellow', color)}: ${reason}`,
    ),
    ...damageLines(done, color),
    ...(done.kind === 'activations' ? [] : done.result.changes).map(
      (change) => `  ${styled('Since the last file', 'yellow', color)}: ${changeInWords(change)}`,
    ),
    ...suspectedLines(done).map((line) => `  ${styled('Looks personal', 'yellow', color)}: ${line}`),
    ...(result.quarantineFile === null
      ? []
      : [`  Lines and reasons: ${result.quarantineFile}; what to do: fitly import quarantine`]),
  ];
}

/** What came before the damage is in. */
function damageLines(done: ImportDone, color: boolean): string[] {
  if (done.kind === 'attributes' || done.result.damagedFrom === null) return [];
  const line = count.format(done.result.damagedFrom);
  return [
    `  ${styled('The archive is damaged', 'red', color)} from line ${line} on: what stands before is in. Bring the whole file again; that part adds nothing then.`,
  ];
}

function changeInWords({ column, change, from, to }: ColumnChange): string {
  switch (change) {
    case 'appeared':
      return `the column ${column} (${to}) is new`;
    case 'vanished':
      return `the column ${column} (${from}) is gone`;
    case 'type':
      return `the column ${column} was ${from} and is ${to}`;
  }
}

/** Values that were set aside: of what kind, how many and where, never which. */
function suspectedLines(done: ImportDone): string[] {
  switch (done.kind) {
    case 'attributes':
      return done.result.suspected.map((each) => `pii_suspected: ${suspectedInWords([each])}; missing, never kept`);
    case 'events':
      return done.result.agents.flatMap(({ agent, suspected }) =>
        suspected === 0
          ? []
          : [`pii_suspected: ${suspected} value(s) in event fields of ${agent}; missing, never kept`],
      );
    case 'activations':
      return [];
  }
}

function linesOf(done: ImportDone, imported: string): string[] {
  switch (done.kind) {
    case 'attributes': {
      const { rows: customers, changed, attributes } = done.result;
      const day = done.day === undefined ? '' : ` for ${done.day}`;
      const news = changed === customers ? '' : `; of ${count.format(changed)} it says something new`;
      return [`${imported} ${count.format(customers)} customers${day} (attributes: ${attributes.join(', ')})${news}.`];
    }
    case 'events':
      return [
        ...done.result.agents.flatMap(({ agent, added, known, beforeSwitch }) => [
          `${imported} ${count.format(added)} events for ${agent}; ${count.format(known)} were there already.`,
          ...(beforeSwitch === 0
            ? []
            : [`  ${count.format(beforeSwitch)} lie before imports took over: exports have brought those.`]),
        ]),
        ...(done.result.notCounted === 0 ? [] : [`  ${rows(done.result.notCounted)} of events that no agent counts.`]),
      ];
    case 'activations': {
      const { added, known, late } = done.result;
      return [
        `${imported} ${count.format(added)} activations; ${count.format(known)} were there already.`,
        ...(late === 0 ? [] : [`  ${late} came after their decisions had matured, so they do not train.`]),
      ];
    }
  }
}
