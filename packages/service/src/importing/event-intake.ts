/** What one agent takes of an event file: rows that are new wait in slices, and no more than one slice is in memory. */
import type { AgentName, CustomerKey, Instant } from '@fitly/core/terms';
import type { Lake, StagedFile } from '@fitly/store';
import { type BufferColumn, createRowBuffer } from '../feeds/row-buffer.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { wasExported } from './exported-until.ts';
import { IMPORTED_EVENTS } from './imported-events.ts';
import { declarationOf, knownEvents } from './known-events.ts';
import type { FieldValues } from './parse-event.ts';
import type { Subscription } from './subscriptions.ts';

export interface EventCounts {
  readonly agent: AgentName;
  readonly added: number;
  /** Already there: this file, or another one with the same events, was imported before. */
  readonly known: number;
  /** Left out: exports have brought them before the switch to imports. */
  readonly beforeSwitch: number;
  /** Values of declared fields that look personal: set aside, and missing in the events that are kept. */
  readonly suspected: number;
}

interface EventToTake {
  readonly name: string;
  readonly customerKey: CustomerKey;
  readonly at: Instant;
  readonly amount: number;
  /** The source's own id; null: none. */
  readonly id: string | null;
  readonly values: FieldValues;
  /** Values that look personal and are missing. */
  readonly suspected: number;
}

export interface EventIntake {
  readonly of: Subscription;
  take(event: EventToTake): void;
  /** Stages what waits, once there is enough of it; to be called now and then. */
  relieve(): Promise<void>;
  /** Stages the rest; nothing is taken afterwards. */
  finish(): Promise<readonly StagedFile[]>;
  counts(): EventCounts;
  /** Whether some event that was added is the success itself; the others are stages of the agent's funnel. */
  bringsSuccess(): boolean;
  /** The earliest success event that was added and lies in the programme; null: none does. */
  toldSince(): Instant | null;
}

/** Some 5 MB. */
const SLICE_ROWS = 50_000;
const COLUMNS: readonly BufferColumn[] = [
  { name: 'customer_key', type: 'key' },
  { name: 'name', type: 'string' },
  { name: 'at', type: 'instant' },
  { name: 'amount', type: 'float64' },
  { name: 'fields', type: 'string' },
  { name: 'event_key', type: 'key' },
  { name: 'declared', type: 'string' },
  { name: 'imported_at', type: 'instant' },
];

export async function openEventIntake(workspace: Workspace, of: Subscription, now: Instant): Promise<EventIntake> {
  const { name: agent, success } = of.agent;
  const declared = declarationOf(success.fields);
  const known = await knownEvents(workspace.store, agent, declared);
  let bringsSuccess = false;
  let toldSince = Number.POSITIVE_INFINITY;
  const counts = { added: 0, known: 0, beforeSwitch: 0, suspected: 0 };
  const staged: StagedFile[] = [];
  let buffer = createRowBuffer(COLUMNS);
  const stage = async (lake: Pick<Lake, 'stage'>): Promise<void> => {
    if (buffer.rowCount === 0) return;
    staged.push(await lake.stage({ table: IMPORTED_EVENTS, agent, day: of.day, columns: buffer.columns() }));
    buffer = createRowBuffer(COLUMNS);
  };
  return {
    of,
    take(event) {
      const { name, customerKey, at, amount, values } = event;
      const isSuccess = name === success.event;
      counts.suspected += event.suspected;
      if (isSuccess && wasExported(of.exportedUntil, event, 'other')) {
        counts.beforeSwitch += 1;
        return;
      }
      const key = known.newKey({ name, event, customerKey, values });
      if (key === null) counts.known += 1;
      else {
        counts.added += 1;
        bringsSuccess ||= isSuccess;
        if (isSuccess && at >= of.runsSince) toldSince = Math.min(toldSince, at);
        buffer.add([customerKey, name, at, amount, JSON.stringify(values), key, declared, now]);
      }
    },
    relieve: async () => (buffer.rowCount >= SLICE_ROWS ? stage(workspace.store.lake) : undefined),
    async finish() {
      await stage(workspace.store.lake);
      return staged;
    },
    counts: () => ({ agent, ...counts }),
    bringsSuccess: () => bringsSuccess,
    toldSince: () => (toldSince < Number.POSITIVE_INFINITY ? toldSince : null),
  };
}
