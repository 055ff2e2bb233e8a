/**
 * For how long one thread has let everybody wait who wanted something from it: the most processor time that it has used between two
 * beats. Time in which the machine gave it no processor is none of its own, so a loaded machine does not spoil the figure.
 */
const BEAT_MS = 10;

interface PauseWatch {
  /** An upper bound, ms: of all that was done between two beats. */
  longestMs(): number;
  end(): void;
}

/** `usedMs`: processor time of the thread so far. */
export function watchPauses(usedMs: () => number): PauseWatch {
  let before = usedMs();
  let longest = 0;
  const timer = setInterval(() => {
    const now = usedMs();
    longest = Math.max(longest, now - before);
    before = now;
  }, BEAT_MS);
  timer.unref();
  return { longestMs: () => longest, end: () => clearInterval(timer) };
}

export function threadUsedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
