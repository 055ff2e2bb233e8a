/**
 * Step 7 for mode `file`: the day's decisions become a file that another platform takes. Writing is repeatable (the same
 * decisions give the same bytes), so nothing is ever in doubt: after a crash the file is written again, and the ledger
 * moves from planned to accepted in the transaction that finishes the step.
 */
import { textColumn } from '@fitly/core/data';
import { countLeftOut, recommendationTable } from '@fitly/core/dispatch';
import type { CustomerKey, DecisionId, Instant } from '@fitly/core/terms';
import { type Batch, batchesOf, type Db, moveBatches, open, sealedIds } from '@fitly/store';
import { commitStep } from '../daily-loop/commit-step.ts';
import { readChoices } from '../daily-loop/decision-log.ts';
import type { RunContext, RunStep } from '../daily-loop/run-context.ts';
import { stopIfAsked } from '../daily-loop/stop.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { sealedOf } from '../sending/recipients.ts';
import { stoppedBy } from '../sending/stopped-by.ts';
import { hashOfIds, manifestOf } from './manifest.ts';
import { isWritten, placeOf, type RecommendationPlace, writeManifest, writeTable } from './recommendation-folder.ts';

/** Recommendations that are older than this are not written any more: the next day's file is due. */
const TOO_LATE_MS = 24 * 3_600_000;
/** Sealed ids that one query opens. */
const IDS_AT_ONCE = 5_000;

export const writeRecommendations: RunStep = async (context) => {
  const { store, agent, day } = context;
  stopIfAsked(context.signal);
  // What a pause has withheld is not handed out.
  const batches = (await batchesOf(store.state.db, agent.name, day)).filter((batch) => batch.state === 'planned');
  if (batches.length === 0) return commitStep(context, 'dispatch', { written: 0 }, async () => {});
  const decisionIds = await withoutErased(
    context,
    batches.flatMap((batch) => batch.decisionIds),
  );
  const place = placeOf(store.folder, agent.name, day, agent.delivery.format);
  const at = await context.clock.now();
  // Its reader may have taken a file that stands there already: then it counts as handed out.
  const isWrittenAlready = (): Promise<boolean> => isWritten(place, hashOfIds(decisionIds));
  const reason = (await stoppedBy(context)) ?? (at - context.startedAt > TOO_LATE_MS ? 'too_late' : null);
  if (reason !== null && !(await isWrittenAlready())) {
    const summary = { written: 0, not_sent: decisionIds.length, reason };
    return commitStep(context, 'dispatch', summary, (tx) => giveUp(tx, batches, at, reason));
  }
  await writeDay(context, place, decisionIds);
  return commitStep(context, 'dispatch', { written: decisionIds.length, file: place.name }, (tx) =>
    handOut(tx, batches, at),
  );
};

/** Nothing is handed out about a customer who was erased since the plan. */
async function withoutErased(context: RunContext, decisionIds: readonly DecisionId[]): Promise<DecisionId[]> {
  const isErased = await erasedCheck(context.store);
  const decisions = await readChoices(context, context.day);
  const keys = textColumn(decisions, 'customer_key') as readonly CustomerKey[];
  const erased = new Set(textColumn(decisions, 'decision_id').filter((_, row) => isErased(keys[row]!)));
  return decisionIds.filter((id) => !erased.has(id));
}

/** What a day's file is written from. */
type WrittenDay = Pick<RunContext, 'store' | 'agent' | 'agentVersion' | 'day' | 'startedAt' | 'tell'>;

export async function writeDay(
  context: WrittenDay,
  place: RecommendationPlace,
  decisionIds: readonly DecisionId[],
): Promise<void> {
  const { store, agent, day } = context;
  const decisions = await readChoices(context, day);
  const keys = textColumn(decisions, 'customer_key') as readonly CustomerKey[];
  const externalIds = await openIds(context, keys);
  const table = recommendationTable({
    decisions,
    agent,
    day,
    decisionIds,
    externalIdOf: (row) => externalIds(keys[row]!),
  });
  context.tell('dispatch', 0, 2, 'files');
  const file = await writeTable(store, place, agent.delivery.format, table);
  context.tell('dispatch', 1, 2, 'files');
  const leftOut = countLeftOut(decisions);
  const facts = { agent: agent.name, agentVersion: context.agentVersion, day, startedAt: context.startedAt };
  await writeManifest(place, manifestOf({ ...facts, file, table, decisionIds, leftOut }));
  context.tell('dispatch', 2, 2, 'files');
}

/** The sealed ids of the day's customers; opened one by one as the rows are laid out. */
async function openIds(
  { store }: Pick<RunContext, 'store'>,
  keys: readonly CustomerKey[],
): Promise<(key: CustomerKey) => string> {
  const sealed = new Map<CustomerKey, Uint8Array>();
  for (let from = 0; from < keys.length; from += IDS_AT_ONCE) {
    for (const [key, bytes] of await sealedIds(store.state.db, keys.slice(from, from + IDS_AT_ONCE)))
      sealed.set(key, bytes);
  }
  return (key) => open(store.keys, key, sealedOf(sealed, key));
}

const keysOf = (batches: readonly Batch[]): string[] => batches.map((batch) => batch.batchKey);

async function giveUp(tx: Db, batches: readonly Batch[], at: Instant, reason: string): Promise<void> {
  await moveBatches(tx, keysOf(batches), 'planned', 'not_sent', { at, reason });
}

/** Through `sending` in one transaction: the ledger's moves stay the same for every kind of delivery. */
async function handOut(tx: Db, batches: readonly Batch[], at: Instant): Promise<void> {
  const keys = keysOf(batches);
  await moveBatches(tx, keys, 'planned', 'sending', { at });
  await moveBatches(tx, keys, 'sending', 'accepted', { at });
}
