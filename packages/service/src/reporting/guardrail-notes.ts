/** What each run's guardrails said, as its last step noted it. */
import type { GuardrailReading, TimelineEntry } from '@fitly/core/report';
import type { AgentName, Day } from '@fitly/core/terms';
import { type Store, stepSummaries } from '@fitly/store';
import { alarmInWords } from '../daily-loop/guardrails.ts';
import type { StepSummary } from '../daily-loop/progress.ts';

/** Name of the note in the summary of `measure`. */
export const GUARDRAILS = 'guardrails';

/** Name of the note: the guardrail that has paused the agent then. */
export const PAUSED_BY = 'paused_by';

interface Noted {
  readonly day: Day;
  readonly readings: readonly GuardrailReading[];
  /** Null: none has paused the agent then. */
  readonly pausedBy: string | null;
}

/** Oldest first, up to a day; runs without guardrails are absent. */
export async function readGuardrailNotes({ state }: Store, agent: AgentName, asOfDay: Day): Promise<Noted[]> {
  return (await stepSummaries(state.db, agent, 'measure')).flatMap(({ day, summary }) => {
    const { [GUARDRAILS]: noted, [PAUSED_BY]: pausedBy } = summary as Readonly<Record<string, unknown>>;
    if (day > asOfDay || typeof noted !== 'string') return [];
    return [{ day, readings: JSON.parse(noted), pausedBy: typeof pausedBy === 'string' ? pausedBy : null }];
  });
}

/** Whether the run of a day ended with an alarm. */
export function hasGuardrailAlarm({ steps }: { readonly steps: { readonly measure?: StepSummary } }): boolean {
  const noted = steps.measure?.[GUARDRAILS];
  if (typeof noted !== 'string') return false;
  return (JSON.parse(noted) as readonly GuardrailReading[]).some(({ state }) => state === 'alarm');
}

/** The day on which each alarm began, and that on which it was over. */
export function guardrailEvents(notes: readonly Omit<Noted, 'pausedBy'>[]): TimelineEntry[] {
  const alarmed = new Set<string>();
  return notes.flatMap(({ day, readings }) =>
    readings.flatMap((reading): TimelineEntry[] => {
      const isAlarm = reading.state === 'alarm';
      if (isAlarm === alarmed.has(reading.id)) return [];
      if (isAlarm) alarmed.add(reading.id);
      else alarmed.delete(reading.id);
      const label = `Guardrail ${reading.id}: ${isAlarm ? 'alarm' : 'no alarm any more'}`;
      return [{ day, kind: 'guardrail', label, details: isAlarm ? alarmInWords(reading) : '' }];
    }),
  );
}
