/**
 * What a run asks of the operating system, as `strace` saw it: that every trigger leaves only after the ledger was flushed, and
 * where in a run a process can be killed.
 */

/** Writes that the ledger rests on, and what leaves the machine. */
export const TRACED = ['write', 'pwrite64', 'writev', 'fsync', 'fdatasync', 'sendto', 'sendmsg'] as const;

const LEDGER = 'state.db-wal';
/** A thread, a call, and the file or socket of its first argument. Strings are cut by strace. */
const CALL = /^(?:\[pid\s+)?(\d+)?\]?\s*(\w+)\((\d+)<([^>]*)>(.*)$/;

export interface Call {
  readonly name: string;
  /** Path of the file, or what strace knows of the socket. */
  readonly target: string;
  readonly rest: string;
}

/** Calls in the order of the trace; the second half of one that was interrupted is no call. */
export function callsOf(trace: string): readonly Call[] {
  return trace.split('\n').flatMap((line) => {
    const match = CALL.exec(line.trim());
    return match === null ? [] : [{ name: match[2]!, target: match[4]!, rest: match[5]! }];
  });
}

/** Of each traced call, how often the thread that makes most of it makes it: strace counts `when=` for each thread and each call. */
export function countsOf(trace: string): ReadonlyMap<string, number> {
  const perThread = new Map<string, number>();
  for (const line of trace.split('\n')) {
    const made = /^(\d+)\s+(\w+)\(/.exec(line);
    if (made === null) continue;
    const key = `${made[1]} ${made[2]}`;
    perThread.set(key, (perThread.get(key) ?? 0) + 1);
  }
  const most = new Map<string, number>();
  for (const [key, count] of perThread) {
    const name = key.split(' ')[1]!;
    most.set(name, Math.max(most.get(name) ?? 0, count));
  }
  return most;
}

export interface FlushVerdict {
  /** Trigger requests that left. */
  readonly posts: number;
  /** Of them, those before which the ledger had been written and not flushed. */
  readonly unflushed: number;
  /** Flushes of the ledger in the whole run. */
  readonly flushes: number;
  /** Triggers that had left, and whose connection was still open, at once. */
  readonly mostUnderWay: number;
}

const isWrite = ({ name }: Call): boolean => name === 'write' || name === 'pwrite64' || name === 'writev';
const isFlush = ({ name }: Call): boolean => name === 'fsync' || name === 'fdatasync';
const isTrigger = ({ rest }: Call): boolean => /POST \/(campaigns|canvas)\/trigger\/send/.test(rest);

export function judgeFlushes(calls: readonly Call[]): FlushVerdict {
  let isDirty = false;
  let posts = 0;
  let unflushed = 0;
  let flushes = 0;
  let mostUnderWay = 0;
  const underWay = new Set<string>();
  for (const call of calls) {
    if (call.target.endsWith(LEDGER) && isWrite(call)) isDirty = true;
    if (call.target.endsWith(LEDGER) && isFlush(call)) {
      isDirty = false;
      flushes += 1;
    }
    if (call.name === 'close') underWay.delete(call.target);
    if (!isTrigger(call)) continue;
    posts += 1;
    underWay.add(call.target);
    mostUnderWay = Math.max(mostUnderWay, underWay.size);
    if (isDirty) unflushed += 1;
  }
  return { posts, unflushed, flushes, mostUnderWay };
}
