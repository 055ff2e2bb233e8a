/** The rows of a take until it is committed: some wait in memory, the rest lies in files that do not count yet. */
import type { Day } from '@fitly/core/terms';
import type { Lake, StagedFile } from '@fitly/store';
import {
  ALL_AGENTS,
  type Arrival,
  addBehaviourRow,
  addMessageRow,
  BEHAVIOUR_EVENTS,
  type BehaviourRow,
  behaviourBuffer,
  MESSAGE_EVENTS,
  type MessageRow,
  messageBuffer,
} from './feed-tables.ts';
import type { RowBuffer } from './row-buffer.ts';

export interface TakeRows {
  /** Rows so far, waiting or staged. */
  readonly rowCount: number;
  addMessage(day: Day, row: MessageRow, arrival: Arrival): void;
  addBehaviour(day: Day, row: BehaviourRow, arrival: Arrival): void;
  /** Stages what waits, once there is enough of it; to be called now and then. */
  relieve(): Promise<void>;
  /** Stages the rest; nothing is added afterwards. */
  finish(): Promise<readonly StagedFile[]>;
}

/** Some 50 MB of texts. */
const WAITING_ROWS = 100_000;

export function takeRows(lake: Pick<Lake, 'stage'>): TakeRows {
  const messages = new Map<Day, RowBuffer>();
  const behaviour = new Map<Day, RowBuffer>();
  const staged: StagedFile[] = [];
  let waiting = 0;
  let rowCount = 0;
  const bufferOf = (buffers: Map<Day, RowBuffer>, day: Day, make: () => RowBuffer): RowBuffer => {
    const known = buffers.get(day);
    if (known !== undefined) return known;
    const made = make();
    buffers.set(day, made);
    return made;
  };
  const stageAll = async (): Promise<void> => {
    for (const [table, buffers] of [
      [MESSAGE_EVENTS, messages],
      [BEHAVIOUR_EVENTS, behaviour],
    ] as const) {
      for (const [day, buffer] of buffers) {
        staged.push(await lake.stage({ table, agent: ALL_AGENTS, day, columns: buffer.columns() }));
      }
      buffers.clear();
    }
    waiting = 0;
  };
  const added = (): void => {
    waiting += 1;
    rowCount += 1;
  };
  return {
    get rowCount() {
      return rowCount;
    },
    addMessage(day, row, arrival) {
      addMessageRow(bufferOf(messages, day, messageBuffer), row, arrival);
      added();
    },
    addBehaviour(day, row, arrival) {
      addBehaviourRow(bufferOf(behaviour, day, behaviourBuffer), row, arrival);
      added();
    },
    relieve: async () => (waiting >= WAITING_ROWS ? stageAll() : undefined),
    async finish() {
      await stageAll();
      return staged;
    },
  };
}
