/** Currents: everything that happened as rows, and as Avro files in a folder laid out like Braze's storage (contract §6.2). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Instant } from '@fitly/core/terms';
import avro from 'avsc';
import type { Workspace } from '../workspace.ts';
import type { EventType } from './event-types.ts';
import type { Row } from './row.ts';
import { rowsIn } from './rows.ts';
import { avroType, wholeRow } from './schemas.ts';

export interface Currents {
  /** All rows up to now, as the custom HTTP connector would send them. */
  events(workspace: Workspace): readonly object[];
  /** Writes what was queued since the last time to files; returns their paths inside the folder. */
  write(workspace: Workspace, folder: string): readonly string[];
}

const HOUR_MS = 3_600_000;
/** Braze closes a file at so many events. */
const ROWS_PER_FILE = 15_000;
const SOURCE = 'dataexport.prod-01.S3.integration.sandbox';

export function createCurrents(): Currents {
  // By workspace, since a reset begins anew; by folder, since each has its own reader.
  const written = new WeakMap<Workspace, Map<string, Instant>>();
  return {
    events: (workspace) => rowsIn(workspace, Number.NEGATIVE_INFINITY, workspace.clock.now()).map(asHttp),
    write(workspace, folder) {
      const folders = written.get(workspace) ?? new Map<string, Instant>();
      written.set(workspace, folders);
      const now = workspace.clock.now();
      const rows = rowsIn(workspace, folders.get(folder) ?? Number.NEGATIVE_INFINITY, now);
      const files = filesOf(rows, now).map(([path, type, chunk]) => writeFile(folder, path, type, chunk));
      folders.set(folder, now);
      return files;
    },
  };
}

/** Path, type and rows of each file: by type and hour of queueing, and not too long. */
function filesOf(rows: readonly Row[], now: Instant): readonly (readonly [string, EventType, readonly Row[]])[] {
  const groups = Map.groupBy(rows, ({ type, queuedAt }) => `${type} ${Math.floor(queuedAt / HOUR_MS)}`);
  return [...groups.values()].flatMap((group) => {
    const { type, queuedAt } = group[0]!;
    const hour = new Date(queuedAt).toISOString().slice(0, 13).replace('T', '-');
    const chunks = Array.from({ length: Math.ceil(group.length / ROWS_PER_FILE) }, (_, i) =>
      group.slice(i * ROWS_PER_FILE, (i + 1) * ROWS_PER_FILE),
    );
    return chunks.map((chunk, i) => {
      const folders = `${SOURCE}/event_type=${type}/date=${hour}/version=1/prod`;
      return [`${folders}/${SOURCE}+${i}+${now}.avro`, type, chunk] as const;
    });
  });
}

/** An Avro object container file: header with schema, then one block (Apache Avro 1.11, object container files). */
function writeFile(folder: string, path: string, type: EventType, rows: readonly Row[]): string {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  const schema = avroType(type);
  const whole = rows.map(({ fields }) => wholeRow(type, fields));
  writeFileSync(target, container(schema, whole));
  return path;
}

const MAGIC = Buffer.from('Obj\u0001', 'latin1');
const LONG = avro.Type.forSchema('long');
const META = avro.Type.forSchema({ type: 'map', values: 'bytes' });

/** Sixteen bytes that stand after the header and each block; any will do. */
const SYNC = Buffer.from('fitly-sandbox-01');

function container(schema: avro.Type, rows: readonly object[]): Buffer {
  const meta = {
    'avro.schema': Buffer.from(JSON.stringify(schema.schema({ exportAttrs: true }))),
    'avro.codec': Buffer.from('null'),
  };
  const data = Buffer.concat(rows.map((row) => schema.toBuffer(row)));
  const counts = [LONG.toBuffer(rows.length), LONG.toBuffer(data.length)];
  return Buffer.concat([MAGIC, META.toBuffer(meta), SYNC, ...counts, data, SYNC]);
}

function asHttp({ type, fields }: Row): object {
  const { id, time, user_id, external_user_id, timezone, ...properties } = fields;
  return { event_type: type, id, time, user: { user_id, external_user_id, timezone }, properties };
}
