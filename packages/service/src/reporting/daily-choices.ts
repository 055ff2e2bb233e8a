/** How often each option was decided on each day, by group: what "what was chosen" is counted from. */
import type { Agent } from '@fitly/core/design';
import type { OptionCount } from '@fitly/core/report';
import { type AgentName, type Day, DECIDED_GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

const DAILY_CHOICES = 'daily_choices';
const RECENT_DAYS = 14;

export interface DailyChoice {
  readonly group: Group;
  readonly dimension: string;
  readonly option: string;
  readonly decided: number;
}

export function dailyChoiceColumns(day: Day, choices: readonly DailyChoice[]): Columns {
  return {
    rowCount: choices.length,
    columns: [
      { name: 'day', type: 'string', values: choices.map(() => day) },
      { name: 'group', type: 'string', values: choices.map((choice) => choice.group) },
      { name: 'dimension', type: 'string', values: choices.map((choice) => choice.dimension) },
      { name: 'option', type: 'string', values: choices.map((choice) => choice.option) },
      { name: 'decided', type: 'float64', values: Float64Array.from(choices, (choice) => choice.decided) },
    ],
  };
}

/** Counts of every option of the agent file up to a day, in the file's order; 0 for one that was never chosen. */
export async function readOptionCounts(store: Store, agent: Agent, asOfDay: Day): Promise<OptionCount[]> {
  const columns = await readDays(store, choiceTable(agent.name), asOfDay);
  const [day, group, dimension, option] = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  const recentFrom = addDays(asOfDay, 1 - RECENT_DAYS);
  const whole = new Map<string, number>();
  const recent = new Map<string, number>();
  for (const [row, decided] of valuesOf(columns, 'decided', 'float64').entries()) {
    const key = `${group?.[row]} ${dimension?.[row]} ${option?.[row]}`;
    whole.set(key, (whole.get(key) ?? 0) + decided);
    if ((day?.[row] ?? '') >= recentFrom) recent.set(key, (recent.get(key) ?? 0) + decided);
  }
  return agent.dimensions.flatMap((each) =>
    each.options.flatMap((one) =>
      DECIDED_GROUPS.map((inGroup) => {
        const key = `${inGroup} ${each.id} ${one.id}`;
        return {
          dimension: each.id,
          dimensionLabel: each.label,
          option: one.id,
          optionLabel: one.label,
          group: inGroup,
          decided: whole.get(key) ?? 0,
          decidedLast14: recent.get(key) ?? 0,
        };
      }),
    ),
  );
}

const TEXTS = ['day', 'group', 'dimension', 'option'] as const;

export const choiceTable = (agent: AgentName) => ({
  table: DAILY_CHOICES,
  agent,
  columns: [...TEXTS.map((name) => ({ name, type: 'string' as const })), { name: 'decided', type: 'float64' as const }],
});
