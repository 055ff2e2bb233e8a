/** The next run with the agent as it is and with the file, on copies of the data: who would be decided for otherwise, and why. */
import { basename } from 'node:path';
import { parseAgentFile } from '@fitly/contract';
import { parseMask, parseProbabilities, probabilityVector, textColumn } from '@fitly/core/data';
import { type ActionSpace, actionSpace } from '@fitly/core/design';
import type { Day } from '@fitly/core/terms';
import { readDecisions } from '../daily-loop/decision-log.ts';
import { type DryRun, type DryRunAgent, dryRunAs, type Rehearsed } from '../dry-run/dry-run.ts';
import { pastSpace } from '../evaluating/drawn.ts';
import { agentFileOf } from '../workspace/agents.ts';
import { type CustomerDraws, type Moved, movedBetween } from './moved.ts';
import type { ProposedFile } from './propose-agents.ts';

export interface Tomorrow {
  readonly day: Day;
  /** Null where the agent cannot run as it is: it is new, or its file has mistakes. */
  readonly decisions: BeforeAfter;
  readonly messages: BeforeAfter;
  /** Customers of the agent's group; null where there is nothing to compare with. */
  readonly moved: Moved | null;
  /** Customers to whom at least one action is refused, by reason: rules by id, caps, quiet hours. */
  readonly refused: readonly RefusedBeforeAfter[];
}

interface BeforeAfter {
  readonly before: number | null;
  readonly after: number;
}

interface RefusedBeforeAfter extends BeforeAfter {
  readonly reason: string;
  /** It refused nobody so far, and would. */
  readonly isNewlyBinding: boolean;
}

type Options = Omit<DryRunAgent, 'agentName' | 'day'>;

/** Throws what a dry run throws. */
export async function tomorrowOf(options: Options, { file, own }: ProposedFile): Promise<Tomorrow> {
  const asked = { ...options, day: null };
  const isReadable = own !== null && parseAgentFile(own.yaml, basename(own.path)).ok;
  const before = isReadable ? await dryRunAs(asked, agentFileOf(own.path, own.yaml), drawsOf) : null;
  const after = await dryRunAs(asked, file, drawsOf);
  return {
    day: after.run.day,
    decisions: { before: before?.run.decisions ?? null, after: after.run.decisions },
    messages: { before: before?.run.messages ?? null, after: after.run.messages },
    moved: before === null ? null : movedBetween(before.looked, inSpaceOf(after.looked, before.looked.space)),
    refused: refusedIn(before?.run ?? null, after.run),
  };
}

interface Draws {
  readonly space: ActionSpace;
  readonly customers: CustomerDraws;
}

/** What each customer of the agent's group is drawn from. */
async function drawsOf({ store, agent, day }: Rehearsed): Promise<Draws> {
  const space = actionSpace(agent.dimensions);
  const decisions = await readDecisions({ store, agent }, day);
  const [keys, groups] = [textColumn(decisions, 'customer_key'), textColumn(decisions, 'group')];
  const [masks, texts] = [textColumn(decisions, 'mask_id'), textColumn(decisions, 'probabilities')];
  const customers = new Map<string, Float64Array>();
  for (let row = 0; row < decisions.rowCount; row += 1) {
    const text = texts[row] ?? null;
    if (groups[row] !== 'agent' || text === null) continue;
    const vector = new Float64Array(space.size);
    probabilityVector(parseProbabilities(text), space, parseMask(masks[row] ?? '', space.size), vector);
    customers.set(keys[row] ?? '', vector);
  }
  return { space, customers };
}

/** By option ids. What the other space has no place for is missing from the sum of each. */
function inSpaceOf({ space, customers }: Draws, other: ActionSpace): Pick<Draws, 'customers'> {
  const { today } = pastSpace(space, other);
  const moved = new Map<string, Float64Array>();
  for (const [key, vector] of customers) {
    const into = new Float64Array(other.size);
    for (const [action, probability] of vector.entries()) {
      const place = today[action]!;
      if (place !== -1) into[place] = into[place]! + probability;
    }
    moved.set(key, into);
  }
  return { customers: moved };
}

function refusedIn(before: DryRun | null, after: DryRun): RefusedBeforeAfter[] {
  const counts = ({ refused }: DryRun) => new Map(refused.map(({ reason, customers }) => [reason, customers]));
  const [then, now] = [before === null ? null : counts(before), counts(after)];
  const reasons = [...new Set([...(then?.keys() ?? []), ...now.keys()])].sort();
  return reasons.map((reason) => {
    const was = then === null ? null : (then.get(reason) ?? 0);
    const is = now.get(reason) ?? 0;
    return { reason, before: was, after: is, isNewlyBinding: was === 0 && is > 0 };
  });
}
