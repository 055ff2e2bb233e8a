/** A source of events as the body of an answer: it ends with the source, with its reader, and by itself after a while. */
import { Readable } from 'node:stream';
import { eventText, HEARTBEAT_TEXT, retryText } from '@fitly/contract/api';
import type { Source } from '../serving/watch-run.ts';
import { RequestProblem } from './problem-of.ts';

const HEARTBEAT_MS = 15_000;
/** Then the reader comes again, and is asked anew who they are. */
const LONGEST_MS = 15 * 60_000;
const COME_AGAIN_MS = 2_000;
const MOST_AT_ONCE = 40;

let open = 0;

/** `onTheWire`: what is written of an event. Throws `too_busy`. */
export function eventStream<T>(source: Source<T>, onTheWire: (event: T) => unknown): Readable {
  if (open >= MOST_AT_ONCE) {
    throw new RequestProblem(
      'too_busy',
      `${open} streams are open already`,
      'read the run itself, or come again later',
    );
  }
  let stop: (() => void) | null = null;
  const stream = new Readable({
    read() {
      // What there is to read is pushed when it happens.
    },
    destroy(error, done) {
      open -= 1;
      isOver = true;
      clearInterval(heartbeat);
      clearTimeout(limit);
      stop?.();
      done(error);
    },
  });
  open += 1;
  let [isOver, isSlow] = [false, false];
  const write = (text: string): boolean => isOver || stream.push(text);
  const end = (): void => {
    if (!isOver) stream.push(null);
    isOver = true;
  };
  const heartbeat = setInterval(() => write(HEARTBEAT_TEXT), HEARTBEAT_MS);
  const limit = setTimeout(end, LONGEST_MS);
  write(retryText(COME_AGAIN_MS));
  stop = source({
    tell(event, id) {
      // A reader who is behind needs what was kept, not how far it was meanwhile.
      if (isOver || (id === null && isSlow)) return;
      isSlow = !write(eventText({ id: id === null ? null : String(id), data: JSON.stringify(onTheWire(event)) }));
    },
    end,
  });
  return stream;
}
