/** What the report shows of Braze's own counts and of the audience's size. */
import type { Agent } from '@fitly/core/design';
import type { ReportInput } from '@fitly/core/report';
import type { Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { finishedSteps } from '@fitly/store';
import { countedAudiences } from '../braze-series/audience-watch.ts';
import { readTargetDays } from '../braze-series/counts-table.ts';
import { targetsOf } from '../braze-series/read-counts.ts';
import { storedSizes } from '../braze-series/segment-sizes.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Readings of segments that are looked at: each holds four weeks, and days shown reach back two. */
const READINGS = 14;

export async function readBesideBraze(
  { store, file }: Workspace,
  agent: Agent,
  span: { readonly firstDay: Day; readonly asOfDay: Day },
): Promise<Pick<ReportInput, 'brazeCounts' | 'audience'>> {
  const { asOfDay } = span;
  const steps = await finishedSteps(store.state.db, agent.name, asOfDay);
  const noted = (step: 'intake' | 'measure', name: string): string | null => {
    const text = (steps.get(step)?.summary as Readonly<Record<string, unknown>> | undefined)?.[name];
    return typeof text === 'string' ? text : null;
  };
  const counted = await countedAudiences(store, agent.name);
  const segments = await storedSizes(store, agent.name, { from: addDays(asOfDay, 1 - READINGS), to: asOfDay });
  const audience = {
    histories: [...(counted.length === 0 ? [] : [{ subject: 'audience', sizes: counted }]), ...segments],
    notRead: noted('intake', 'segment_sizes_not_read'),
  };
  if (targetsOf(agent).length === 0) return { audience };
  const timeZone = file.connections[agent.delivery.connection]?.timeZone ?? 'Etc/UTC';
  const found = await readTargetDays(store, agent.name, span);
  const days = found.map((each) => ({ ...each, name: nameOf(agent, each.target) }));
  return { audience, brazeCounts: { timeZone, days, notRead: noted('measure', 'braze_counts_not_read') } };
}

/** Its names in `delivery.ids`; one that an earlier version of the agent had goes by its id. */
function nameOf({ delivery }: Agent, target: string): string {
  const names = Object.keys(delivery.ids).filter((name) => delivery.ids[name] === target);
  return names.length === 0 ? target : names.join(', ');
}
