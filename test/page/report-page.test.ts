import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCount, formatShare, formatUplift, type Report } from '@fitly/core/report';
import { STEPS } from '@fitly/core/terms';
import {
  listFinishedDays,
  loadReport,
  openWorkspace,
  type Progress,
  type ReportServer,
  startReportServer,
  type Workspace,
} from '@fitly/service';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../browser/browser.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { type WatchedPage, watchedPage } from './watched-page.ts';

const DAYS = 17;
const PHONE = { viewport: { width: 390, height: 844 } } as const;
const DONE: Progress = { state: 'done', day: DAYS, ofDays: DAYS, date: '2026-01-21', step: null, message: null };
const IDLE: Progress = { state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null };
const RUNNING: Progress = { state: 'running', day: 9, ofDays: DAYS, date: '2026-01-13', step: 'decide', message: null };

let rehearsal: Rehearsal;
let workspace: Workspace;
let server: ReportServer;
let browser: Browser;
let watched: WatchedPage;
let progress: Progress;

const openRehearsal = (folder: string): Promise<Workspace> =>
  openWorkspace({ folder, now: () => 1_800_000_000_000, env: {}, lockFor: null });
const newestDay = async (): Promise<string> => (await listFinishedDays(workspace, AGENT)).at(-1) ?? '';
const serve = (load: () => Promise<Report | null>): Promise<ReportServer> =>
  startReportServer({ port: 0, loadReport: load, reportKey: newestDay, progress: () => progress });
const open = async (path = '', options: BrowserContextOptions = {}, at = server.url): Promise<WatchedPage> => {
  watched = await watchedPage(browser, options);
  await watched.page.goto(at + path);
  return watched;
};
const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.url + path, init);
const getReport = async (): Promise<Report> => (await (await get('report.json')).json()) as Report;

beforeAll(async () => {
  [rehearsal, browser] = await Promise.all([startRehearsal({ customers: 900 }), launchBrowser()]);
  await rehearsal.play(DAYS);
  workspace = await openRehearsal(rehearsal.folder);
  server = await serve(() => loadReport(workspace, AGENT));
}, 120_000);
afterAll(async () => {
  await server?.close();
  await workspace?.close();
  await browser?.close();
  await rehearsal?.close();
});
beforeEach(() => {
  progress = DONE;
});
afterEach(() => watched?.close());

describe('the report of a rehearsal in a browser', () => {
  it('has the finding as its first heading, word for word as in the data', async () => {
    const { page } = await open();
    const report = await getReport();
    expect(await page.locator('h1').allTextContents()).toEqual([report.finding.sentence]);
    expect(report.runs.daysDone).toBe(DAYS);
  });

  it('shows the numbers of the JSON and of the CSV', async () => {
    const { page } = await open();
    const { groups, contrasts, dimensions, asOfDay } = await getReport();
    const csv = parseCsv(await (await get('report.csv')).text());
    expect(groups.length).toBe(3);
    for (const { group, enrolled, sends } of groups) {
      expect(csv(`group,${asOfDay},${group},so far,enrolled`)).toBe(enrolled);
      expect(csv(`group,${asOfDay},${group},so far,accepted`)).toBe(sends.accepted);
    }
    expect(await columnOf(page, 'Customers')).toEqual(groups.map(({ enrolled }) => formatCount(enrolled)));
    expect(await columnOf(page, 'Messages accepted')).toEqual(groups.map(({ sends }) => formatCount(sends.accepted)));
    const [main] = contrasts;
    const shown = await page.locator('.forest li').first().textContent();
    for (const part of ['estimate', 'low', 'high'] as const) {
      const value = main!.relative![part];
      expect(csv(`comparison,${asOfDay},${main!.id},relative,${part}`)).toBe(value);
      expect(shown).toContain(formatUplift(value));
    }
    for (const { id, label, options } of dimensions) {
      const figure = page.locator('figure', { has: page.getByRole('heading', { name: label, exact: true }) });
      for (const option of options) {
        expect(csv(`option,${asOfDay},${id}=${option.id},agent,share`)).toBe(option.agent.share);
        const row = figure.getByRole('row').filter({ has: page.getByRole('rowheader', { name: option.label }) });
        expect(await row.getByRole('cell').first().textContent()).toBe(formatShare(option.agent.share!));
      }
    }
    expect(await page.locator('#uplift-table tbody tr').count()).toBe(DAYS);
  });

  it('claims no more than the interval: a verdict only where 0 is outside, and no gain that is not shown', async () => {
    const { page } = await open();
    for (const { title, relative } of (await getReport()).contrasts) {
      const row = page.locator('.forest li', { has: page.getByRole('heading', { name: title }) });
      const words = (await row.locator('.says span').textContent()) ?? '';
      if (relative === null) expect(words).toMatch(/^(Too early|Withheld):$/);
      else if (relative.low > 0) expect(words).toMatch(/^(Better|No difference shown yet)\.$/);
      else if (relative.high < 0) expect(words).toMatch(/^(Worse|No difference shown yet)\.$/);
      else expect(words).toBe('No difference shown yet.');
    }
    const main = (await getReport()).contrasts[0]!;
    const gained = await page.getByRole('heading', { name: /gained so far/ }).count();
    expect(gained).toBe(main.verdict === 'better' ? 1 : 0);
  });

  it('asks only this machine, and nothing complains', async () => {
    const { page, complaints, requests } = await open();
    await page.evaluate('document.fonts.ready');
    expect(complaints).toEqual([]);
    expect(requests.length).toBeGreaterThanOrEqual(4);
    for (const address of requests) expect(new URL(address).hostname).toBe('127.0.0.1');
    expect(await page.evaluate('document.fonts.check("14px Geist")')).toBe(true);
  });

  it('is light or dark as the system, unless the address says otherwise', async () => {
    const colorOf = async (path: string, colorScheme: 'light' | 'dark'): Promise<string> => {
      const { ask, close } = await open(path, { colorScheme });
      const color = await ask<string>('background');
      await close();
      return color;
    };
    const [light, dark] = ['rgb(255, 255, 255)', 'rgb(17, 20, 23)'];
    expect([await colorOf('', 'light'), await colorOf('', 'dark')]).toEqual([light, dark]);
    expect([await colorOf('?theme=dark', 'light'), await colorOf('?theme=light', 'dark')]).toEqual([dark, light]);
  });

  for (const [name, viewport] of Object.entries({ phone: PHONE.viewport, narrow: { width: 360, height: 740 } })) {
    it(`scrolls nothing sideways on a ${name} window, details unfolded or not`, async () => {
      const { page, ask } = await open('', { viewport });
      expect(await ask('overflowing')).toEqual([]);
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      expect(await ask('overflowing')).toEqual([]);
    });
  }

  for (const options of [{}, PHONE]) {
    const width = options === PHONE ? 390 : 1440;
    it(`is walked through by Tab in the order of the page, with a ring round what has the focus, at ${width}`, async () => {
      const { page, ask } = await open('', options);
      const wanted = await ask<string[]>('reachable');
      expect(wanted.length).toBeGreaterThan(10);
      const walked: string[] = [];
      for (const _ of wanted) {
        await page.keyboard.press('Tab');
        const focused = await ask<{ name: string; ring: number }>('focused');
        expect(focused?.ring, focused?.name).toBeGreaterThanOrEqual(2);
        walked.push(focused.name);
      }
      expect(walked).toEqual(wanted);
    });
  }

  it('unfolds by keyboard, and the skip link leads to the content', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    expect((await page.locator(':focus').boundingBox())!.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('#main');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('details.checked').getAttribute('open')).toBe('');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, device] of Object.entries({ desktop: {}, phone: PHONE })) {
      it(`can be read by everyone: names, headers, order of headings and contrast, ${colorScheme}, ${name}`, async () => {
        const { page, ask } = await open('', { ...device, colorScheme });
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        expect(await ask('structureFaults')).toEqual([]);
        expect(await ask('paleTexts')).toEqual([]);
        const levels = await ask<number[]>('headingLevels');
        expect(levels.filter((level) => level === 1)).toHaveLength(1);
        for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
      });
    }
  }
});

describe('before and while days are played', () => {
  it('says that nothing has run and how to begin; the data says the same', async () => {
    progress = IDLE;
    const empty = await serve(async () => null);
    try {
      const { page, complaints, ask } = await open('', {}, empty.url);
      expect(await page.locator('h1').textContent()).toBe('Nothing has run yet.');
      expect(await page.locator('.lead').textContent()).toContain('fitly demo');
      expect(await ask('structureFaults')).toEqual([]);
      expect(complaints).toEqual([]);
      const response = await fetch(`${empty.url}report.json`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: 'run_not_found' } });
    } finally {
      await empty.close();
    }
  });

  it('shows the eight steps with the one at work, and the day of how many', async () => {
    progress = RUNNING;
    const { page, ask } = await open('', PHONE);
    const strip = page.getByRole('region', { name: 'Run' });
    expect(await strip.textContent()).toContain(`Day 9 of ${DAYS}`);
    expect((await strip.locator('li').allTextContents()).map((text) => text.toLowerCase())).toEqual([...STEPS]);
    expect(await strip.locator('li[aria-current="step"]').textContent()).toBe('Decide');
    expect(await strip.getByRole('progressbar').getAttribute('value')).toBe('9');
    expect(await ask('overflowing')).toEqual([]);
    expect(await ask('paleTexts')).toEqual([]);
  });

  it('follows the run in place: scroll, focus and what was unfolded stay; it ends with the run', async () => {
    progress = RUNNING;
    const { page, requests, complaints } = await openWithClock();
    await page.locator('details.checked summary').click();
    await page.evaluate('scrollTo(0, 400)');
    await page.evaluate('globalThis.heading = document.querySelector("h1")');
    await page.evaluate('document.querySelector(".stop a").focus({ preventScroll: true })');
    progress = { ...RUNNING, day: 10, step: 'learn' };
    await tick(page, 2);
    await page.locator('li[aria-current="step"]', { hasText: 'Learn' }).waitFor();
    expect(await page.evaluate('scrollY')).toBe(400);
    expect(await page.locator(':focus').textContent()).toBe('Stop following');
    expect(await page.locator('details.checked').getAttribute('open')).toBe('');
    expect(await page.evaluate('heading === document.querySelector("h1") && heading.isConnected')).toBe(true);
    progress = DONE;
    await tick(page, 2);
    await page.locator('.state', { hasText: `${DAYS} of ${DAYS} days played` }).waitFor();
    expect(await page.locator('.run').count()).toBe(0);
    const asked = pagesOf(requests);
    expect(asked).toBe(3);
    await tick(page, 60);
    expect(pagesOf(requests)).toBe(asked);
    expect(complaints).toEqual([]);
  });

  it('leaves a reader alone who stopped following', async () => {
    progress = RUNNING;
    const { page, requests } = await openWithClock('?refresh=off');
    await tick(page, 60);
    expect(pagesOf(requests)).toBe(1);
    expect(await page.getByRole('link', { name: 'Follow', exact: true }).getAttribute('href')).toBe('/');
  });

  it('asks for nothing while nobody looks, and goes on when somebody does', async () => {
    progress = RUNNING;
    const { page, requests } = await openWithClock();
    await page.evaluate('Object.defineProperty(document, "hidden", { value: true, configurable: true })');
    await tick(page, 60);
    expect(pagesOf(requests)).toBe(1);
    await page.evaluate('delete document.hidden');
    await tick(page, 2);
    expect(pagesOf(requests)).toBe(2);
  });

  it('loads itself again in a browser without scripts', async () => {
    progress = RUNNING;
    const { page } = await open('', { javaScriptEnabled: false });
    expect(await page.locator('noscript meta[http-equiv="refresh"]').getAttribute('content')).toBe('10');
  });

  it('keeps what it shows and says since when nobody answers, and goes on when somebody does', async () => {
    progress = RUNNING;
    const { page } = await openWithClock();
    const heading = await page.locator('h1').textContent();
    await page.route('**/*', (route) => route.abort());
    for (let i = 0; i < 8; i++) await tick(page, 2);
    await page.locator('.state', { hasText: /^Waiting for news since \d\d:\d\d$/ }).waitFor();
    expect(await page.locator('h1').textContent()).toBe(heading);
    await page.unroute('**/*');
    for (let i = 0; i < 2; i++) await tick(page, 2);
    await page.locator('.state', { hasText: 'Playing day 9' }).waitFor();
  });

  it('says what stopped a run, above what was measured before', async () => {
    progress = { ...RUNNING, state: 'failed', message: 'Braze refused the key.' };
    const { page, ask } = await open();
    expect(await page.getByRole('status').textContent()).toContain(
      `The run failed on day 9 of ${DAYS} in the step decide. Braze refused the key.`,
    );
    expect(await ask('paleTexts')).toEqual([]);
  });
});

describe('a report that cannot be read', () => {
  it('names the damaged file and what to do, calmly, as a page and as data; mended, it is back', async () => {
    const cells = join(rehearsal.folder, 'lake', 'daily_cells');
    const [name = ''] = (await readdir(cells, { recursive: true })).filter((each) => each.endsWith('.parquet'));
    const file = join(cells, name);
    const sound = await readFile(file);
    const fresh = await serve(() => loadReport(workspace, AGENT));
    try {
      await writeFile(
        file,
        sound.map((byte, i) => (i === 200 ? byte ^ 1 : byte)),
      );
      const { page, ask } = await open('', PHONE, fresh.url);
      expect(await page.locator('h1').textContent()).toBe('The report cannot be read.');
      const text = await page.locator('main').innerText();
      expect(text).toContain(name);
      expect(text).toContain('from your last backup');
      expect(text).toContain('lake_file_damaged');
      expect(text).not.toMatch(/\bat .*\.ts|node_modules|Error:/);
      expect(await ask('overflowing')).toEqual([]);
      expect(await ask('structureFaults')).toEqual([]);
      const data = await fetch(`${fresh.url}report.json`);
      expect(data.status).toBe(500);
      expect(await data.json()).toMatchObject({ error: { code: 'lake_file_damaged', issues: [] } });
      const csv = await fetch(`${fresh.url}report.csv`);
      expect([csv.status, csv.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8']);
      await writeFile(file, sound);
      await page.getByRole('link', { name: 'load this page again' }).click();
      expect(await page.locator('h1').textContent()).toBe((await getReport()).finding.sentence);
    } finally {
      await writeFile(file, sound);
      await fresh.close();
    }
  });
});

async function openWithClock(path = ''): Promise<WatchedPage> {
  watched = await watchedPage(browser);
  await watched.page.clock.install();
  await watched.page.goto(server.url + path);
  return watched;
}

/** Lets the page's clock run, and the answers come in. */
async function tick(page: WatchedPage['page'], seconds: number): Promise<void> {
  await page.clock.runFor(seconds * 1000);
  await page.waitForLoadState('networkidle');
}

/** How often the page itself was asked for. */
const pagesOf = (requests: readonly string[]): number =>
  requests.filter((address) => new URL(address).pathname === '/').length;

/** The cells of a column of the groups' table, without the header. */
function columnOf(page: WatchedPage['page'], label: string): Promise<string[]> {
  return page.locator(`table.groups td[data-label="${label}"]`).allTextContents();
}

/** The number behind `table,day,subject,detail,measure`. */
function parseCsv(text: string): (key: string) => number {
  const values = new Map(text.split('\r\n').map((line) => [line.slice(0, line.lastIndexOf(',')), line]));
  return (key) => Number(values.get(key)?.slice(key.length + 1) ?? Number.NaN);
}
