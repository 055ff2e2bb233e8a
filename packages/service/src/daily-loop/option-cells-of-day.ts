/**
 * Folds the decisions that have matured with this run into the sums by option, and adds those of all runs before. Empty where none
 * have: the newest sums still stand.
 */
import {
  createOptionCells,
  mergeOptionCells,
  numberColumn,
  type OptionCell,
  parseMask,
  parseProbabilities,
  probabilityVector,
  segmentationsOf,
  textColumn,
} from '@fitly/core/data';
import { actionSpace } from '@fitly/core/design';
import { asDay, type Day, DECIDED_GROUPS, type Group } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { batchesOf, valuesOf } from '@fitly/store';
import { MESSAGE_OUTCOMES } from '../feeds/message-outcomes-table.ts';
import { readOptionCells } from '../reporting/option-cells.ts';
import { agentOf } from './agent-of.ts';
import { contextOf, readDraws } from './decision-log.ts';
import { firstEncoding } from './encodings.ts';
import { readRewards } from './read-rewards.ts';
import type { RunContext } from './run-context.ts';

export async function optionCellsOfDay(context: RunContext): Promise<OptionCell[]> {
  const { store, agent, day } = context;
  const days = maturedDays(context);
  if (days.length === 0) return [];
  let cells = await readOptionCells(store, agent.name, addDays(day, -1));
  for (const matured of days) cells = mergeOptionCells(cells, await cellsOf(context, matured));
  return cells;
}

/** Those that the run's second step gave their rewards. */
function maturedDays(context: RunContext): Day[] {
  const { days } = context.summaryOf('mature');
  return typeof days === 'string' && days !== '' ? days.split(' ').map(asDay) : [];
}

/** Sent or not: everything that was decided counts, as in `fitly evaluate`. */
async function cellsOf(context: RunContext, day: Day): Promise<OptionCell[]> {
  const { store, agent } = context;
  const then = await agentOf(store, agent.name, day);
  const space = actionSpace(then.dimensions);
  const splitters = agent.context.filter(({ type, history }) => type !== 'number' && history === null);
  const decisions = await readDraws(context, day, splitters);
  const rewards = await readRewards(context, day);
  const followed = await followedOn(context, day);
  const segmentations = segmentationsOf(await firstEncoding(context), contextOf(decisions, splitters));
  const cells = createOptionCells(space, segmentations, DECIDED_GROUPS);
  const isPerDay = agent.dimensions.some(({ kind }) => kind === 'frequency');
  const [ids, groups, masks, texts] = ['decision_id', 'group', 'mask_id', 'probabilities'].map((name) =>
    textColumn(decisions, name),
  );
  const actions = numberColumn(decisions, 'action');
  const parsed = new Map<string, Uint8Array>();
  const vector = new Float64Array(space.size);
  for (let row = 0; row < decisions.rowCount; row += 1) {
    const [id, text, maskId] = [ids![row] ?? '', texts![row] ?? null, masks![row] ?? ''];
    const earned = rewards.get(id);
    if (earned === undefined || text === null || (isPerDay && !(earned.exposureDays > 0))) continue;
    const mask = parsed.get(maskId) ?? parseMask(maskId, space.size);
    parsed.set(maskId, mask);
    cells.add({
      group: groups![row] as Group,
      action: actions[row]!,
      probabilities: probabilityVector(parseProbabilities(text), space, mask, vector),
      row,
      accepted: followed.accepted.has(id),
      opened: followed.opened.has(id),
      clicked: followed.clicked.has(id),
      converted: earned.events > 0,
      reward: isPerDay ? earned.reward / earned.exposureDays : earned.reward,
    });
  }
  return cells.cells();
}

/** Ids of the day's decisions, by what became of them until now. */
async function followedOn({ store, agent }: RunContext, day: Day) {
  const batches = (await batchesOf(store.state.db, agent.name, day)).filter(({ state }) => state === 'accepted');
  const told = await store.lake.read({
    table: MESSAGE_OUTCOMES,
    agent: agent.name,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'opened_at', type: 'instant' },
      { name: 'clicked_at', type: 'instant' },
    ],
  });
  const ids = valuesOf(told, 'decision_id', 'string');
  const withInstant = (name: 'opened_at' | 'clicked_at'): Set<string> => {
    const at = valuesOf(told, name, 'instant');
    return new Set(ids.flatMap((id, row) => (Number.isNaN(at[row]) ? [] : [id ?? ''])));
  };
  return {
    accepted: new Set<string>(batches.flatMap(({ decisionIds }) => decisionIds)),
    opened: withInstant('opened_at'),
    clicked: withInstant('clicked_at'),
  };
}
