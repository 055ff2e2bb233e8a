/**
 * The same key makes the same call once: its answer is kept for a day and given again. What was asked is kept as a keyed hash,
 * so that nothing of a body can be read back or guessed.
 */
import { customerKey, deleteMeta, getMeta, metaWithPrefix, setMeta } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';
import type { Desk } from './handler.ts';
import { RequestProblem } from './problem-of.ts';

const PREFIX = 'api_request:';
const KEPT_MS = 24 * 3_600_000;

interface KeyedRequest {
  readonly key: string;
  /** Operation, parameters and body, as one text. */
  readonly asked: string;
}

interface KeptAnswer {
  readonly asked: string;
  readonly at: number;
  readonly answer: unknown;
}

/** Work that writes is done once for this key, and its answer is the answer of the call. Rejects with `idempotency_conflict`. */
export const once = (desk: Desk, request: KeyedRequest): Desk => ({
  ...desk,
  writing: onceWith(desk.writing, request),
  writingBeside: onceWith(desk.writingBeside, request),
});

const onceWith =
  (writing: Desk['writing'], request: KeyedRequest): Desk['writing'] =>
  (work) =>
    writing(async (workspace) => {
      const kept = await keptAnswer(workspace, request);
      if (kept !== undefined) return kept as Awaited<ReturnType<typeof work>>;
      const answer = await work(workspace);
      await keepAnswer(workspace, request, answer);
      return answer;
    });

/** The answer that was given before; undefined when there is none. */
async function keptAnswer({ store }: Workspace, { key, asked }: KeyedRequest): Promise<unknown> {
  const text = await getMeta(store.state.db, PREFIX + customerKey(store.keys, key));
  if (text === null) return undefined;
  const kept = JSON.parse(text) as KeptAnswer;
  if (kept.asked === customerKey(store.keys, asked)) return kept.answer;
  throw new RequestProblem(
    'idempotency_conflict',
    'this Idempotency-Key came with another request within the last day',
    'make a new key for every new call, for instance a random UUID',
  );
}

/** Keeps an answer, and lets go of those that are older than a day. */
async function keepAnswer(workspace: Workspace, { key, asked }: KeyedRequest, answer: unknown): Promise<void> {
  const { store, now } = workspace;
  const at = now();
  const kept: KeptAnswer = { asked: customerKey(store.keys, asked), at, answer };
  await store.state.transaction(async (tx) => {
    for (const { key: name, value } of await metaWithPrefix(tx, PREFIX)) {
      if ((JSON.parse(value) as KeptAnswer).at < at - KEPT_MS) await deleteMeta(tx, name);
    }
    await setMeta(tx, PREFIX + customerKey(store.keys, key), JSON.stringify(kept));
  });
}
