/** What an import did, for people. */
import type { Day } from '@fitly/core/terms';
import {
  type ImportActivationsResult,
  type ImportEventsResult,
  type ImportResult,
  suspectedInWords,
} from '@fitly/service';
import { styled } from '../terminal.ts';

export type ImportDone =
  | { readonly kind: 'attributes'; readonly day: Day; readonly result: ImportResult }
  | { readonly kind: 'events'; readonly result: ImportEventsResult }
  | { readonly kind: 'activations'; readonly result: ImportActivationsResult };

export function renderImport(done: ImportDone, color: boolean): string[] {
  const { result } = done;
  if (done.kind === 'attributes' && done.result.again) return ['This file was imported before; nothing was added.'];
  const whose = done.kind === 'attributes' ? 'Not allow-listed by the agent' : 'Not declared by any agent';
  return [
    ...linesOf(done, styled('Imported', 'green', color)),
    ...(result.dropped.length === 0 ? [] : [`  ${whose}, so never kept: ${result.dropped.join(', ')}`]),
    ...Object.entries(result.quarantined).map(
      ([reason, count]) => `  ${styled(`${count} row(s) set aside`, 'yellow', color)}: ${reason}`,
    ),
    ...suspectedLines(done).map((line) => `  ${styled('Looks personal', 'yellow', color)}: ${line}`),
    ...(result.quarantineFile === null ? [] : [`  Lines and reasons: ${result.quarantineFile}`]),
  ];
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
      const { rows, attributes } = done.result;
      return [`${imported} ${rows} customers for ${done.day} (attributes: ${attributes.join(', ')}).`];
    }
    case 'events':
      return [
        ...done.result.agents.flatMap(({ agent, added, known, beforeSwitch }) => [
          `${imported} ${added} events for ${agent}; ${known} were there already.`,
          ...(beforeSwitch === 0
            ? []
            : [`  ${beforeSwitch} lie before imports took over: exports have brought those.`]),
        ]),
        ...(done.result.notCounted === 0 ? [] : [`  ${done.result.notCounted} row(s) of events that no agent counts.`]),
      ];
    case 'activations': {
      const { added, known, late } = done.result;
      return [
        `${imported} ${added} activations; ${known} were there already.`,
        ...(late === 0 ? [] : [`  ${late} came after their decisions had matured, so they do not train.`]),
      ];
    }
  }
}
