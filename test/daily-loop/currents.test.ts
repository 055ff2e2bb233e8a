/**
 * Outcomes by Braze Currents: real Avro files of the sandbox, over HTTP. Whatever arrives twice, late, torn or from
 * machines, the report is in the end that of clean input.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import type { InboundFeed, Report } from '@fitly/core/report';
import type { AgentName } from '@fitly/core/terms';
import { loadReport } from '@fitly/service';
import { valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEED, writeCurrents } from '../support/currents.ts';
import { AGENT, daysFrom, type Rehearsal, runNext, startRehearsal } from '../support/rehearsal.ts';
import { findTexts, readWorkspaceTexts } from '../support/search-workspace.ts';
import { expectSegmentsToAddUp } from '../support/segments-add-up.ts';

const DAYS = 4;
const LAST = DAYS - 1;
/** Their addresses are closed: Braze accepts a message to them, and aborts it. */
const UNSUBSCRIBED = [0, 1, 2, 3, 4, 5, 6, 7];

const KPIS = `kpis:
  - { id: clicks, event: message.click, per: send }
  - { id: openers, event: message.open, count: customers }
  - { id: visits, event: visit }
`;

async function rehearse(): Promise<Rehearsal> {
  const rehearsal = await startRehearsal({
    customers: 120,
    edit: (yaml) => `${yaml.replace('every: 14 days', 'every: 2 days')}\n${KPIS}`,
    editWorkspace: (yaml) => `${yaml}${FEED}`,
  });
  const { url, apiKey } = rehearsal.sandbox;
  const attributes = UNSUBSCRIBED.map((n) => ({ external_id: externalIdOf(n), email_subscribe: 'unsubscribed' }));
  await fetch(`${url}/users/track`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ attributes }),
  });
  return rehearsal;
}

/** Brings what the sandbox has written since the run before; `place` is where a file is to stand in the feed's folder. */
type Deliver = (file: string, bring: (place?: string) => Promise<void>, day: number) => Promise<void>;

async function play(rehearsal: Rehearsal, deliver: Deliver) {
  const from = join(rehearsal.folder, 'sandbox', 'outbox');
  const to = join(rehearsal.folder, 'currents');
  await mkdir(to, { recursive: true });
  const steps = [];
  for (const [index, day] of daysFrom(DAYS).entries()) {
    for (const file of await writeCurrents(rehearsal, from, day)) {
      const bring = async (place = file): Promise<void> => {
        await mkdir(dirname(join(to, place)), { recursive: true });
        await copyFile(join(from, file), join(to, place));
      };
      await deliver(file, bring, index);
    }
    if (index === LAST) await deliver('', async () => {}, index);
    steps.push((await rehearsal.inside((workspace) => runNext(workspace))).steps);
  }
  return { steps, report: (await rehearsal.inside((workspace) => loadReport(workspace, AGENT))) as Report };
}

const besidesLateness = (report: Report) => ({
  ...report,
  inbound: [],
  provisional: null,
  performance: report.performance && {
    ...report.performance,
    kpis: report.performance.kpis.map((kpi) => ({
      ...kpi,
      trend: kpi.trend.map(({ provisional, ...point }) => point),
    })),
  },
});

type Played = Awaited<ReturnType<typeof play>>;

/** Some files come a day late, some twice, some torn at first; one is no Avro file at all. */
function dirty(folder: string): Deliver {
  const heldBack: (() => Promise<void>)[] = [];
  let count = 0;
  return async (file, bring, day) => {
    if (file === '') {
      for (const each of heldBack) await each();
      return;
    }
    count += 1;
    if (count % 5 === 0 && day < LAST) {
      heldBack.push(() => bring());
      return;
    }
    await bring();
    if (count % 3 === 0) await bring(`copied/${file}`);
    const path = join(folder, 'currents', file);
    if (count % 7 === 0 && day < LAST) {
      const whole = await readFile(path);
      await writeFile(path, whole.subarray(0, whole.length - 40));
      heldBack.push(() => bring());
    }
    if (count === 2) await writeFile(path.replace('.avro', '-more.avro'), 'no Avro at all');
  };
}

describe('a rehearsal with a feed of Currents', () => {
  const rehearsals: Rehearsal[] = [];
  let clean: Played;
  let soiled: Played;
  beforeAll(async () => {
    rehearsals.push(await rehearse(), await rehearse());
    const [tidy, untidy] = rehearsals;
    clean = await play(tidy!, (_, bring) => bring());
    soiled = await play(untidy!, dirty(untidy!.folder));
  }, 180_000);
  afterAll(() => Promise.all(rehearsals.map((each) => each.close())));

  it('reports from dirty input what it reports from clean input, once the last file has arrived', () => {
    // What a feed brought late or twice is told of the feed, and how long days are waited for; nothing else may know of it.
    expect(besidesLateness(soiled.report)).toEqual(besidesLateness(clean.report));
    expect([clean.report.provisional?.days, soiled.report.provisional?.days]).toEqual([1, 7]);
    const sum = (name: string) => soiled.steps.reduce((total, { intake }) => total + Number(intake?.[name] ?? 0), 0);
    expect(sum('feed_duplicates')).toBeGreaterThan(50);
    expect(soiled.steps.at(1)?.intake?.['feed_unreadable_files']).toBeGreaterThan(1);
    expect(soiled.steps.at(-1)?.intake).toMatchObject({ feed_unreadable_files: 1 });
    expect(soiled.steps.at(-1)?.measure).toMatchObject({ restated_days: expect.any(Number) });
  });

  it('finds the decision of every message event of the agent’s campaigns', () => {
    const { joins, checks } = clean.report;
    expect(joins.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['click', 'delivery', 'open', 'send']));
    expect(joins.every(({ joined, notJoined }) => joined > 0 && notJoined === 0)).toBe(true);
    expect(checks.find(({ id }) => id === 'join_rate')?.summary).toBe('Join rate 100\u00a0%');
  });

  it('tells of the feed alone what came late, twice or torn, and keeps of it the same events', () => {
    const [tidy] = clean.report.inbound;
    const [untidy] = soiled.report.inbound;
    const told = ({
      repeats,
      notCounted,
      unreadable,
      state,
      lateness,
      lateShare,
      deliveries,
      ...same
    }: InboundFeed) => ({
      same,
      events: lateness.reduce((sum, { events }) => sum + events, 0),
    });
    expect(told(untidy!)).toEqual(told(tidy!));
    expect(tidy).toMatchObject({ state: 'ok', unreadable: 0 });
    expect(untidy).toMatchObject({ state: 'unreadable', unreadable: 1 });
    expect(untidy!.repeats).toBeGreaterThan(tidy!.repeats + 50);
    expect(untidy!.lateShare).toBeGreaterThan(tidy!.lateShare!);
  });

  it('counts declared KPIs as the funnel and the groups do, also where files came late or twice', () => {
    const { performance, messages, groups } = clean.report;
    const card = (id: string, group: string) =>
      performance!.kpis.find((kpi) => kpi.id === id)!.card.find((each) => each.group === group)!;
    for (const { group, accepted, stages } of messages!.groups) {
      expect(card('clicks', group)).toMatchObject({ numerator: stages.clicked, denominator: accepted });
      expect(card('openers', group).numerator).toBeLessThanOrEqual(stages.opened!);
      expect(card('openers', group).numerator).toBeGreaterThan(0);
    }
    for (const { group, outcome } of groups) expect(card('visits', group).numerator).toBeCloseTo(outcome!.total, 9);
    expect(performance!.unknown).toEqual([]);
  });

  it('adds the segments of an attribute up to everybody, in every card, also where days were told again', () => {
    const performance = clean.report.performance!;
    expect(performance.segmentsFrom).toBe(performance.from);
    expect(performance.segments.map(({ segment }) => segment.attribute)).toContain('channel');
    expectSegmentsToAddUp(performance);
  });

  it('counts from accepted to clicked, with machines and bots apart, and aborts by reason', () => {
    const [agent] = clean.report.messages?.groups ?? [];
    const { sent, delivered, opened, clicked, opened_by_machine: machine, aborted } = agent!.stages;
    expect(sent).toBeLessThan(agent!.accepted);
    expect(delivered).toBe(sent);
    expect(opened).toBeLessThan(sent!);
    expect(clicked).toBeLessThan(opened!);
    expect(machine).toBeGreaterThan(0);
    expect(aborted).toBeGreaterThan(0);
    expect(clean.report.messages?.aborts).toMatchObject([{ reason: 'unsubscribed' }]);
    expect(clean.report.messages?.aborts[0]?.counts['agent']).toBe(aborted);
  });

  it('takes success from the feed alone, from the first event on', async () => {
    expect(clean.steps[0]?.intake).toMatchObject({ success_from_feed: true });
    const counted = await rehearsals[0]!.inside(async ({ store }) => {
      const events = await store.lake.read({ table: 'behaviour_events', agent: 'workspace' as AgentName });
      return new Set(valuesOf(events, 'name', 'string'));
    });
    expect(counted).toEqual(new Set(['visit']));
    const converters = clean.report.groups.reduce((sum, { outcome }) => sum + (outcome?.converters ?? 0), 0);
    expect(converters).toBeGreaterThan(0);
  });

  it('keeps no address and no raw id, whatever the files say', async () => {
    const places = await rehearsals[1]!.inside(async (workspace) => {
      await workspace.store.lake.sweep({ now: Number.MAX_SAFE_INTEGER, graceMs: 0 });
      return findTexts(await readWorkspaceTexts(workspace), ['@example.', externalIdOf(5)]);
    });
    expect(places.filter((place) => !place.startsWith('currents/'))).toEqual([]);
  });
});
