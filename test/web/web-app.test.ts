/** The web app in a real browser against the real service, on a workspace that has run: each page, both themes, and the way in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReportServer, servedApi, startReportServer } from '@fitly/service';
import { builtApp } from '@fitly/web/built-app';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIRST_LOAD_LIMIT, firstLoad } from '../../scripts/web/first-load.ts';
import { launchBrowser } from '../browser/browser.ts';
import { type WatchedPage, watchedPage } from '../page/watched-page.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const CUSTOMER = 'mtd-00001';
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 800 };
const PAGES = [
  '',
  'account',
  'team',
  ...['performance', 'insights', 'decisions', 'runs'].map((page) => `agents/${AGENT}/${page}`),
];

let rehearsal: Rehearsal;
let server: ReportServer;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  ({ folder } = await builtApp(() => undefined));
  rehearsal = await startRehearsal({ customers: 120 });
  await rehearsal.play(3);
  server = await startReportServer({
    ...{ port: 0, appFolder: folder, loadReport: async () => null },
    api: await servedApi({
      folder: { folder: rehearsal.folder, now: Date.now, env: {} },
      ...{ version: '0.1.0', publicUrl: 'http://127.0.0.1:0' },
    }),
    progress: () => ({ state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null }),
  });
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await rehearsal.close();
});

async function signedIn(options: Parameters<typeof watchedPage>[1] = {}): Promise<WatchedPage> {
  const watched = await watchedPage(browser, options);
  await enter(watched, (await server.appLink())!);
  return watched;
}
async function enter({ page }: WatchedPage, link: string): Promise<void> {
  await page.goto(link);
  await page.waitForURL(`${server.url}app/`);
}
async function open({ page }: WatchedPage, path: string): Promise<void> {
  await page.goto(`${server.url}app/${path}`);
  await page.locator('h1').waitFor();
  await page.waitForLoadState('networkidle');
}
/** What axe finds against WCAG 2.2 A and AA and its best practices, in one line each. */
async function faults({ page }: WatchedPage): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}

test('the first page loads little JavaScript', async () => {
  const files = await firstLoad(folder);
  const total = files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_LIMIT);
  expect(total).toBeGreaterThan(50_000);
  const texts = await Promise.all(files.map(({ file }) => readFile(join(folder, file), 'utf8')));
  expect(texts.join('')).not.toContain('React DevTools');
});

describe('the way in', () => {
  test('without a link is a form, and says how to get a link', async () => {
    const watched = await watchedPage(browser);
    await open(watched, '');
    expect(await watched.page.locator('h1').textContent()).toBe('Sign in to Fitly.');
    expect(await watched.page.locator('pre').textContent()).toContain('fitly team link');
    expect(await faults(watched)).toEqual([]);
    await watched.close();
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test('every page says its sentence, complains of nothing, is accessible and fits a phone', async () => {
    const watched = await signedIn({ colorScheme });
    for (const path of PAGES) {
      await open(watched, path);
      expect(await watched.page.locator('h1').count(), path).toBe(1);
      expect(await faults(watched), path).toEqual([]);
      await watched.page.setViewportSize(PHONE);
      expect(await watched.page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(
        PHONE.width,
      );
      await watched.page.setViewportSize(DESKTOP);
    }
    expect(watched.complaints).toEqual([]);
    expect(new Set(watched.requests.map((each) => new URL(each).origin))).toEqual(
      new Set([new URL(server.url).origin]),
    );
    await watched.close();
  }, 120_000);
});

test('a customer is found by external id, and the id is in no address', async () => {
  const watched = await signedIn();
  const { page, requests } = watched;
  await open(watched, `agents/${AGENT}/decisions`);
  await page.getByLabel('External id of the customer').fill(CUSTOMER);
  await page.keyboard.press('Enter');
  await page.locator('.who').waitFor();
  await page.waitForLoadState('networkidle');
  expect(page.url()).not.toContain(CUSTOMER);
  expect(requests.filter((each) => each.includes(CUSTOMER))).toEqual([]);
  expect(await faults(watched)).toEqual([]);
  expect(watched.complaints).toEqual([]);
  await watched.close();
}, 120_000);

test('a chart is a table one key away, and days are read by arrow keys', async () => {
  const watched = await signedIn();
  const { page } = watched;
  await open(watched, `agents/${AGENT}/performance`);
  const figure = page.locator('figure').filter({ hasText: 'a day' }).first();
  const cursor = figure.getByRole('slider');
  await cursor.focus();
  const last = await cursor.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  expect(await cursor.getAttribute('aria-valuetext')).not.toBe(last);
  await page.keyboard.press('t');
  await figure.locator('table').waitFor();
  await watched.close();
}, 120_000);

test('whose figures and trend are shown is chosen on the page, and stands in its address', async () => {
  const watched = await signedIn();
  const { page } = watched;
  await open(watched, `agents/${AGENT}/performance`);
  const choice = page.getByLabel('Whose cards and trend');
  const [, first] = await choice.locator('option').allTextContents();
  await choice.selectOption({ index: 1 });
  await page.getByText(`Of ${first} only`).first().waitFor();
  expect(new URL(page.url()).searchParams.get('segment')).toMatch(/^[^=]+=/);
  await page.reload();
  await page.getByText(`Of ${first} only`).first().waitFor();
  expect(await faults(watched)).toEqual([]);
  await choice.selectOption({ index: 0 });
  await page.waitForURL((url) => !url.searchParams.has('segment'));
  expect(watched.complaints).toEqual([]);
  await watched.close();
}, 120_000);

test('what cannot be read says what to do, and goes on by itself', async () => {
  const watched = await signedIn();
  const { page } = watched;
  await open(watched, '');
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.goto(`${server.url}app/agents/${AGENT}/runs`);
  await page.getByRole('alert').waitFor();
  expect(await page.locator('main').textContent()).toContain('Fitly does not answer.');
  expect(await faults(watched)).toEqual([]);
  await page.unroute('**/api/v1/**');
  await page.getByRole('heading', { level: 1, name: 'The run of' }).waitFor();
  await watched.close();
}, 120_000);

test('what is not there says so, and keys lead everywhere', async () => {
  const watched = await signedIn();
  const { page } = watched;
  await open(watched, 'nowhere');
  expect(await page.locator('h1').textContent()).toBe('There is no such page.');
  await open(watched, 'agents/nobody/performance');
  expect(await page.locator('h1').textContent()).toBe('There is no agent “nobody”.');
  await open(watched, `agents/${AGENT}/performance`);
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL(/\/runs$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('insights');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/insights$/);
  await watched.close();
}, 120_000);

describe('people', () => {
  const PASSWORD = 'seven sleepy otters';

  test('the owner sets a password, signs in by it, and invites a viewer, who reads and changes nothing', async () => {
    const watched = await signedIn();
    const { page } = watched;
    await open(watched, 'account');
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('E-mail address').fill('anna@example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByLabel('New password').fill('password');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByRole('alert').filter({ hasText: 'leaks' }).waitFor();
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The password is set.').waitFor();
    expect(await server.appLink()).toBeNull();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').fill('anna@example.com');
    await page.getByLabel(/^Password/).fill(`${PASSWORD}!`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    await page.getByLabel(/^Password/).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Team' }).click();

    await page.getByLabel('Name').fill('Viktor');
    await page.getByLabel('E-mail address').fill('viktor@example.com');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByText('Viktor gets in by this link').waitFor();
    const link = (await page.locator('.shown .id').textContent())!;
    await page.getByLabel('For which program').fill('warehouse');
    await page.getByRole('button', { name: 'Make key' }).click();
    await page.getByText('The key of warehouse:').waitFor();
    const key = (await page.locator('.shown .id').last().textContent())!;
    expect(await faults(watched)).toEqual([]);

    const guest = await watchedPage(browser);
    await enter(guest, link);
    await guest.page.getByRole('link', { name: 'Viktor' }).waitFor();
    expect(await guest.page.getByRole('link', { name: 'Team' }).count()).toBe(0);
    await open(guest, `agents/${AGENT}/performance`);
    expect(await guest.page.locator('.finding').count()).toBe(1);
    await open(guest, 'team');
    expect(await guest.page.locator('h1').textContent()).toContain('does not hold the permission');

    const asked = async (path: string, method: string): Promise<number> =>
      (await fetch(new URL(`/api/v1${path}`, server.url), { method, headers: { authorization: `Bearer ${key}` } }))
        .status;
    expect(await asked('/agents', 'GET')).toBe(200);
    expect(await asked(`/agents/${AGENT}/pause`, 'POST')).toBe(403);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('There are none yet.').waitFor();
    expect(await asked('/agents', 'GET')).toBe(401);
    await guest.close();
    await watched.close();
  }, 120_000);
});
