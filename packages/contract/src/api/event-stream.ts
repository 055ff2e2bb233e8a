/** The text of server-sent events (WHATWG HTML, section 9.2), written and read. */

export interface EventText {
  /** Null: whoever comes back later is not told it again. */
  readonly id: string | null;
  /** One line, such as JSON. */
  readonly data: string;
}

export const eventText = ({ id, data }: EventText): string => `${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n`;

/** Keeps a connection from being taken for dead. Readers pass it over. */
export const HEARTBEAT_TEXT = ': still here\n\n';
export const retryText = (ms: number): string => `retry: ${ms}\n\n`;

/** Events in the order in which they came; what is left without its empty line at the end of the stream is none. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncIterable<EventText> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventIn(block);
      if (event !== null) yield event;
    }
  }
}

function eventIn(block: string): EventText | null {
  const lines = block.split('\n');
  const field = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  const data = field('data');
  return data.length === 0 ? null : { id: field('id').at(-1) ?? null, data: data.join('\n') };
}
