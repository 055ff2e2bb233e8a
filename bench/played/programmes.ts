/** Programmes through the whole product that have what a report is seldom seen with: every feature of it on, and mistakes on purpose. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sipKey, subKey, uniform } from '@fitly/core/math';
import { type Report, reportCsv } from '@fitly/core/report';
import { asAgentName, type Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { loadReport } from '@fitly/service';
import { customerKey, deriveKeys } from '@fitly/store';
import { writeCurrents } from '../../test/support/currents.ts';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, runNext, startRehearsal } from '../../test/support/rehearsal.ts';
import { createClickers } from './clickers.ts';
import { createShop } from './shop.ts';

export interface PlayedReport {
  readonly report: Report;
  readonly csv: string;
  /** Days that the agent file leaves out of key figures. */
  readonly excluded: readonly Day[];
}

const CONTEXT = /\ncontext:[\s\S]*?\n\n/;
const ATTRIBUTES = `
context:
  - { attribute: channel, type: category }
  - { attribute: newbie, type: boolean }

`;
const GROUPS = /\ngroups:[\s\S]*?\n\n/;
const groups = (agent: number, random: number, holdout: number): string =>
  `\ngroups: { agent: ${agent}%, random_control: ${random}%, holdout: ${holdout}%, business_as_usual: 0% }\n\n`;

const often = (yaml: string, shares: string, more: string): string =>
  `${yaml
    .replace('every: 14 days', 'every: 2 days')
    .replace('horizon: 14 days', 'horizon: 2 days')
    .replace(CONTEXT, ATTRIBUTES)
    .replace(GROUPS, shares)}\n${more}`;

const CURRENTS = '  braze_events: { kind: events, format: currents, folder: currents }\n';
const SHOP_FEED = `  shop:
    kind: events
    format: csv
    folder: feeds/shop
    columns: { customer: customer, event: what, at: at, id: id }
`;

const KPIS = `kpis:
  - { id: visitors, label: Visitors, event: visit, count: customers }
  - { id: visitor_days, label: Days with a visit, event: visit, count: customers_per_day }
guardrails:
  - { id: complaints, event: message.spam_report, per: send, limit: 50% }
`;

export interface ShopProgramme {
  readonly days: number;
  readonly atFirst: number;
  readonly aDay: number;
  /** On this day (from 0) shares change to 40/40/20; null: never. */
  readonly sharesChangeOn: number | null;
  /** Days from 0 that the agent file leaves out of key figures. */
  readonly excluded: readonly number[];
  /** A mistake on purpose: visits of half of the customers are counted three times. */
  readonly countsHalfThrice: boolean;
}

const SEED = 'played';

export async function playShop(programme: ShopProgramme): Promise<PlayedReport> {
  const { days, atFirst, aDay } = programme;
  const shop = createShop({ firstDay: FIRST_DAY, atFirst, aDay, days });
  const excluded = programme.excluded.map((day) => addDays(FIRST_DAY, day));
  const { audience, segments, campaigns } = shop;
  const rehearsal = await startRehearsal({
    customers: atFirst,
    seed: SEED,
    edit: (yaml) => often(yaml, groups(50, 30, 20), `${KPIS}excludedDates: [${excluded.join(', ')}]\n`),
    editWorkspace: (yaml) => `${yaml}\nfeeds:\n${SHOP_FEED}${CURRENTS}`,
    sandbox: { audience: () => audience, ...(segments && { segments }), ...(campaigns && { campaigns }) },
  });
  const thrice = programme.countsHalfThrice ? secondHalf() : () => false;
  const folder = join(rehearsal.folder, 'feeds', 'shop');
  await mkdir(folder, { recursive: true });
  const played = await playDays(rehearsal, days, async (at, day) => {
    if (at === programme.sharesChangeOn)
      await editAgent(rehearsal, (yaml) => yaml.replace(groups(50, 30, 20).trim(), groups(40, 40, 20).trim()));
    const told = { from: at === 0 ? addDays(day, -28) : addDays(day, -1), to: addDays(day, -1) };
    await writeFile(join(folder, `visits-${day}.csv`), shop.visitsAsCsv(told.from, told.to, thrice));
  });
  return { ...played, excluded };
}

/** By the split that only the check of it uses. */
function secondHalf(): (externalId: string) => boolean {
  const keys = deriveKeys(createHash('sha256').update(`test ${SEED}`).digest());
  const split = subKey(sipKey(keys.split), asAgentName(AGENT));
  return (externalId) => uniform(split, customerKey(keys, externalId)) >= 0.5;
}

/** Readers whose scanners click what people do not: success is a click. */
export async function playClickers(customers: number, days: number): Promise<PlayedReport> {
  const { audience, segments, campaigns } = createClickers(customers);
  const rehearsal = await startRehearsal({
    customers,
    seed: SEED,
    edit: (yaml) => often(yaml.replace('event: visit', 'event: message.click'), groups(60, 40, 0), ''),
    editWorkspace: (yaml) => `${yaml}\nfeeds:\n${CURRENTS}`,
    sandbox: { audience: () => audience, ...(segments && { segments }), ...(campaigns && { campaigns }) },
  });
  return playDays(rehearsal, days, async () => {});
}

async function playDays(
  rehearsal: Rehearsal,
  days: number,
  before: (at: number, day: Day) => Promise<void>,
): Promise<PlayedReport> {
  try {
    const currents = join(rehearsal.folder, 'currents');
    await mkdir(currents, { recursive: true });
    for (const [at, day] of daysFrom(days).entries()) {
      await before(at, day);
      await writeCurrents(rehearsal, currents, day);
      await rehearsal.inside((workspace) => runNext(workspace));
    }
    const report = await rehearsal.inside((workspace) => loadReport(workspace, AGENT));
    if (report === null) throw new Error('the programme has no report');
    return { report, csv: reportCsv(report), excluded: [] };
  } finally {
    await rehearsal.close();
  }
}

async function editAgent({ folder }: Rehearsal, change: (yaml: string) => string): Promise<void> {
  const path = join(folder, 'agents', `${AGENT}.yaml`);
  await writeFile(path, change(await readFile(path, 'utf8')));
}
