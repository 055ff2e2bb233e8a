/**
 * Event files in which every second row is broken, each in another way, with what an import has to say of each. Good rows
 * come in every form that is allowed: quoted, over two lines, with CRLF.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

export type EventFormat = 'csv' | 'jsonl';

export interface MixedFile {
  readonly path: string;
  readonly format: EventFormat;
  /** Ids of customers and events begin with it. */
  readonly prefix: string;
  /** Rows of each sort. */
  readonly rows: number;
  /** Length of the one very long line. */
  readonly longLineBytes: number;
  /** Every so many bad rows of JSON one is this deep. */
  readonly deepEvery: number;
  /** Instant of the first event; one a second backwards from there. */
  readonly until: number;
}

export interface Mixed {
  readonly good: number;
  /** reason → rows. */
  readonly bad: Readonly<Record<string, number>>;
  /** Of line and reason of each bad row, in order. */
  readonly checksum: string;
  readonly lines: number;
  readonly bytes: number;
}

const AT = 'at is neither an ISO instant with a zone nor epoch milliseconds since 2000';
const AMOUNT = 'amount is not a number';
const TORN = 'a quoted cell does not end as it should: the lines after this one were read by themselves';
const HEADER = 'external_id,event,at,amount,id';
const DEPTH = 100_000;

type BadLine = readonly [reason: string, line: (n: number, at: string) => string | Buffer];

const CSV_BAD: readonly BadLine[] = [
  ['not valid UTF-8', (n, at) => Buffer.concat([Buffer.from([0x62, 0xff, 0xc3]), Buffer.from(`${n},visit,${at},1,`)])],
  ['a NUL character', (n, at) => `bad-${n}\0,visit,${at},1,`],
  ['a byte order mark inside the file', (n, at) => `\ufeffbad-${n},visit,${at},1,`],
  ['there is a carriage return in a cell without quotes', (n, at) => `bad-${n}\rx,visit,${at},1,`],
  [TORN, (n, at) => `bad-${n},"visit,${at},1,`],
  ['there is a quote in a cell that does not begin with one', (n, at) => `bad-${n},vi"sit,${at},1,`],
  ['a quoted cell goes on after its closing quote', (n, at) => `"bad"-${n},visit,${at},1,`],
  ['1 cells where the header has 5', () => '__proto__'],
  ['6 cells where the header has 5', (n, at) => `bad-${n},visit,${at},1,,`],
  [AMOUNT, (n, at) => `bad-${n},visit,${at},NaN,`],
  [AMOUNT, (n, at) => `bad-${n},visit,${at},1e400,`],
  [AT, (n) => `bad-${n},visit,0000-01-01T00:00:00Z,1,`],
  [AT, (n) => `bad-${n},visit,99999-01-01T00:00:00Z,1,`],
  [AT, (n) => `bad-${n},visit,2026-02-30T00:00:00Z,1,`],
  ['at lies in the future', (n) => `bad-${n},visit,2099-01-01T00:00:00Z,1,`],
  ['no id in "external_id"', (_, at) => `  ,visit,${at},1,`],
  ['no name in "event"', (n, at) => `bad-${n},,${at},1,`],
  ['the header once more', () => HEADER],
];

const json = (n: number, at: string, more: object): string =>
  JSON.stringify({ external_id: `bad-${n}`, event: 'visit', at, ...more });

const JSON_BAD: readonly BadLine[] = [
  ['not valid UTF-8', (n, at) => Buffer.concat([Buffer.from([0xff]), Buffer.from(json(n, at, {}))])],
  ['a NUL character', (n, at) => `${json(n, at, {})}\0`],
  ['a byte order mark inside the file', (n, at) => `\ufeff${json(n, at, {})}`],
  ['not valid JSON', (n, at) => json(n, at, {}).slice(0, -9)],
  ['not valid JSON', (n, at) => json(n, at, { amount: '#' }).replace('"#"', 'NaN')],
  ['not a JSON object', (n) => `["bad-${n}"]`],
  ['not a JSON object', (n) => String(n)],
  ['a key comes twice', (n, at) => json(n, at, {}).replace('{', '{"external_id":"other",')],
  ['no name in "event"', (n, at) => `{"__proto__":${json(n, at, {})}}`],
  ['broken text', (n, at) => json(n, at, { external_id: `bad\0${n}` })],
  ['broken text', (n, at) => json(n, at, {}).replace('bad-', '\\ud800')],
  [AMOUNT, (n, at) => json(n, at, { amount: '#' }).replace('"#"', '1e400')],
  [AMOUNT, (n, at) => json(n, at, { amount: [1] })],
  [AT, (n) => json(n, '0000-01-01T00:00:00Z', {})],
  [AT, (n) => json(n, '99999-01-01T00:00:00Z', {})],
  ['at lies in the future', (n) => json(n, '2099-01-01T00:00:00Z', {})],
  ['no id in "external_id"', (n, at) => json(n, at, { external_id: { id: n } })],
];

/** Writes the file and returns what an import of it must find. */
export function writeMixedFile(file: MixedFile): Mixed {
  const kinds = file.format === 'csv' ? CSV_BAD : JSON_BAD;
  const out = createOut(file.path);
  const bad: Record<string, number> = {};
  const checksum = createHash('sha256');
  const setAside = (reason: string, line: string | Buffer): void => {
    bad[reason] = (bad[reason] ?? 0) + 1;
    checksum.update(`${out.line()}\t${reason}\n`);
    out.write(line);
  };
  if (file.format === 'csv') out.write(`\ufeff${HEADER}`);
  for (let n = 0; n < file.rows; n++) {
    const at = new Date(file.until - n * 1_000).toISOString();
    out.write(file.format === 'csv' ? goodCsv(file.prefix, n, at) : goodJson(file.prefix, n, at));
    const [reason, line] = kinds[n % kinds.length]!;
    if (n === Math.floor(file.rows / 2)) {
      setAside('line longer than a million bytes', Buffer.alloc(file.longLineBytes, 'x'));
    } else if (file.format === 'jsonl' && n % file.deepEvery === file.deepEvery - 1) {
      setAside('nested more than 100 deep', json(n, at, {}).replace('}', `,"deep":${nested()}}`));
    } else setAside(reason, line(n, at));
  }
  out.close();
  return { good: file.rows, bad, checksum: checksum.digest('hex'), lines: out.line() - 1, bytes: out.bytes() };
}

function goodCsv(prefix: string, n: number, at: string): string {
  const id = n % 2 === 0 ? `${prefix}-o-${n}` : '';
  if (n % 101 === 100) return `"${prefix}-${n}","visit","${at}","1.5","${prefix} ""${n}"",\r\nand more"`;
  return `${prefix}-${n},visit,${at},${n % 100},${id}${n % 7 === 0 ? '\r' : ''}`;
}

function goodJson(prefix: string, n: number, at: string): string {
  const id = n % 2 === 0 ? { id: `${prefix}-"${n}"` } : {};
  return `${JSON.stringify({ external_id: `${prefix}-${n}`, event: 'visit', at, amount: n % 100, ...id })}${n % 7 === 0 ? '\r' : ''}`;
}

const nested = (): string => `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;

interface Out {
  /** Number of the line that is written next. */
  line(): number;
  write(line: string | Buffer): void;
  bytes(): number;
  close(): void;
}

const FLUSH_BYTES = 1 << 20;

function createOut(path: string): Out {
  const file = openSync(path, 'w');
  let [line, bytes, waitingBytes] = [1, 0, 0];
  let waiting: Buffer[] = [];
  const flush = (): void => {
    writeSync(file, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  return {
    line: () => line,
    write(text) {
      const chunk = Buffer.concat([Buffer.from(text), Buffer.from('\n')]);
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) line += 1;
      bytes += chunk.length;
      waitingBytes += chunk.length;
      waiting.push(chunk);
      if (waitingBytes >= FLUSH_BYTES) flush();
    },
    bytes: () => bytes,
    close() {
      flush();
      closeSync(file);
    },
  };
}

/** Of the bad rows of a quarantine file, as `Mixed.checksum`. */
export function checksumOf(rows: Iterable<{ readonly line: number; readonly reason: string }>): string {
  const checksum = createHash('sha256');
  for (const { line, reason } of rows) checksum.update(`${line}\t${reason}\n`);
  return checksum.digest('hex');
}
