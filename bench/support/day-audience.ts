/** The customers of the bench `day`: what a warehouse unloads of them, and a Braze that knows only who they are and what they did. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedCustomer, Messaging } from '@fitly/core/ports';
import type { Day, Instant } from '@fitly/core/terms';
import type { Column, Store } from '@fitly/store';
import { CATEGORIES, DAY_AGENT, FLAGS, NUMBERS } from './day-agent.ts';

const PER_CHUNK = 5_000;
/** One in so many visits every day. */
const VISITS_ONE_IN = 20;
export const dayCustomer = (n: number): string => `customer-${10_000_000 + n}`;

/** Multiplicative hash: attributes that look random, and are the same on every machine. */
const noise = (n: number, salt: number): number => (Math.imul(n + 1, 2_654_435_761) ^ Math.imul(salt, 40_503)) >>> 0;

/** A Parquet file of one row per customer; values differ by day. */
export async function writeDaySnapshot(store: Store, path: string, { size, day }: { size: number; day: Day }) {
  const salt = Number(day.replaceAll('-', ''));
  const rows = Array.from({ length: size }, (_, n) => n);
  const columns: Column[] = [
    { name: 'external_id', type: 'string', values: rows.map(dayCustomer) },
    ...NUMBERS.map((name, at): Column => {
      const values = Float64Array.from(rows, (n) => (noise(n, salt + at) % 10_000) / 100);
      return { name, type: 'float64', values };
    }),
    ...FLAGS.map((name, at): Column => {
      return { name, type: 'boolean', values: Uint8Array.from(rows, (n) => (noise(n, at) >> 7) & 1) };
    }),
    ...Object.entries(CATEGORIES).map(([name, all], at): Column => {
      return { name, type: 'string', values: rows.map((n) => all[noise(n, 99 + at) % all.length]!) };
    }),
  ];
  const table = { table: 'bench', agent: DAY_AGENT.name, day, columns: { rowCount: size, columns } };
  const staged = await store.lake.stage(table);
  await copyFile(join(store.folder, staged.path), path);
  await rm(join(store.folder, staged.path));
}

/** Exports ids and visits so far: `dayNumber` days of them. Nothing else is asked for before dispatch. */
export function dayMessaging(size: number, dayNumber: number, now: Instant): Messaging {
  const refuse = (): never => {
    throw new Error('the bench ends before anything is sent');
  };
  return {
    async *exportSegment() {
      for (let from = 0; from < size; from += PER_CHUNK) {
        const count = Math.min(PER_CHUNK, size - from);
        yield Array.from({ length: count }, (_, i) => exported(from + i, dayNumber, now));
      }
    },
    segmentSizes: async () => [],
    exportCustomers: refuse,
    readMarkers: refuse,
    triggerCampaign: refuse,
    triggerCanvas: refuse,
    sendMessage: refuse,
    writeProfiles: refuse,
    campaignCounts: refuse,
    canvasCounts: refuse,
  };
}

function exported(n: number, dayNumber: number, now: Instant): ExportedCustomer {
  const visits = noise(n, dayNumber) % VISITS_ONE_IN === 0 && dayNumber > 0 ? 1 : 0;
  const events =
    visits === 0 ? [] : [{ name: 'visit', count: visits, firstAt: now - 3_600_000, lastAt: now - 3_600_000 }];
  return { externalId: dayCustomer(n), attributes: {}, timeZone: null, events, purchases: null, revenue: null };
}
