/** The web app in a real browser against the real service, on a workspace that has run: each page, both themes, and the way in. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildReport, formatCount, type Report, type ReportInput, reportCsv } from '@fitly/core/report';
import { asAgentName, asDay } from '@fitly/core/terms';
import { IDLE, type Server, type ServiceState, servedApi, startServer } from '@fitly/service';
import { builtApp } from '@fitly/web/built-app';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FIRST_LOAD_LIMIT, firstLoad } from '../../scripts/web/first-load.ts';
import { launchBrowser } from '../browser/browser.ts';
import { type WatchedPage, watchedPage } from '../browser/watched-page.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const CUSTOMER = 'mtd-00001';
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 800 };
const PAGES = [
  '',
  'account',
  'team',
  'agents/new',
  `agents/${AGENT}/design?step=dimensions`,
  ...['performance', 'insights', 'messages', 'decisions', 'runs'].map((page) => `agents/${AGENT}/${page}`),
];

let rehearsal: Rehearsal;
let server: Server;
let browser: Browser;
let folder: string;
let schedule: ServiceState = IDLE;

beforeAll(async () => {
  ({ folder } = await builtApp(() => undefined));
  rehearsal = await startRehearsal({ customers: 120 });
  await rehearsal.play(3);
  const api = await servedApi({
    folder: { folder: rehearsal.folder, now: Date.now, env: {} },
    ...{ version: '0.1.0', publicUrl: 'http://127.0.0.1:0', schedule: () => schedule },
  });
  server = await startServer({ port: 0, api, appFolder: folder });
  browser = await launchBrowser();
}, 120_000);
afterEach(() => {
  schedule = IDLE;
});
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
  await page.waitForURL(`${server.url}`);
}
async function open({ page, settled }: WatchedPage, path: string): Promise<void> {
  await page.goto(`${server.url}${path}`);
  await page.locator('h1').waitFor();
  await settled();
}
/** What axe finds against WCAG 2.2 A and AA and its best practices, in one line each. */
async function faults({ page }: WatchedPage): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
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
  test('by a link of which nobody can say whether it is good is tried again', async () => {
    const watched = await watchedPage(browser);
    const { page } = watched;
    await page.route('**/api/v1/sign-in/link', (route) => route.abort());
    await page.goto((await server.appLink())!);
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    await page.unroute('**/api/v1/sign-in/link');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForURL(server.url);
    await watched.close();
  });

  test('without a link is a form that keeps what is typed, and says how to get a link', async () => {
    const watched = await watchedPage(browser);
    await watched.page.clock.install();
    await open(watched, '');
    expect(await watched.page.locator('h1').textContent()).toBe('Sign in to Fitly.');
    expect(await watched.page.locator('pre').textContent()).toContain('fitly team link');
    expect(await faults(watched)).toEqual([]);
    const asked = watched.requests.length;
    await watched.page.getByLabel('E-mail address').fill('anna@example.com');
    await watched.page.clock.runFor(10_000);
    await expect.poll(() => watched.requests.length).toBeGreaterThan(asked);
    await watched.settled();
    expect(await watched.page.getByLabel('E-mail address').inputValue()).toBe('anna@example.com');
    await watched.close();
  });
});

test.each(PAGES)(
  'the page "%s" says its sentence, complains of nothing, is accessible in both themes and fits a phone',
  async (path) => {
    const watched = await signedIn({ colorScheme: 'light' });
    const { page } = watched;
    await open(watched, path);
    const inks: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
      inks.push(await page.evaluate('getComputedStyle(document.body).color'));
      expect(await page.locator('h1').count()).toBe(1);
      expect(await faults(watched), colorScheme).toEqual([]);
    }
    expect(new Set(inks).size).toBe(2);
    await page.setViewportSize(PHONE);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    expect(watched.complaints).toEqual([]);
    expect(new Set(watched.requests.map((each) => new URL(each).origin))).toEqual(
      new Set([new URL(server.url).origin]),
    );
    await watched.close();
  },
  60_000,
);

test('a customer is found by external id, and the id is in no address', async () => {
  const watched = await signedIn();
  const { page, requests } = watched;
  await open(watched, `agents/${AGENT}/decisions`);
  await page.getByLabel('External id of the customer').fill(CUSTOMER);
  await page.keyboard.press('Enter');
  await page.locator('.who').waitFor();
  await watched.settled();
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

describe('a report that tells everything', () => {
  const DAY = asDay('2027-02-21');
  let report: Report;
  beforeAll(async () => {
    const golden = new URL('../../packages/core/src/report/golden/report.json', import.meta.url);
    const { input } = JSON.parse(await readFile(golden, 'utf8')) as { input: ReportInput };
    report = buildReport({ ...input, agent: asAgentName(AGENT), ...told(input) });
  });
  /** The pages of the report in a browser, whatever the workspace holds. */
  async function signedInToIt(options: Parameters<typeof watchedPage>[1] = {}): Promise<WatchedPage> {
    const watched = await signedIn(options);
    await watched.page.route(`**/api/v1/agents/${AGENT}/report*`, (route) =>
      route.fulfill({ contentType: 'application/json', body: JSON.stringify(report) }),
    );
    return watched;
  }
  const cellsOf = (page: WatchedPage['page'], table: string, column: string): Promise<string[]> =>
    page.locator('figure', { hasText: table }).locator(`td[data-l="${column}"]`).allTextContents();

  test('is told in its own sentence and numbers, with the same verdicts, and can be had as a file', async () => {
    const watched = await signedInToIt();
    const { page } = watched;
    await open(watched, `agents/${AGENT}/performance`);
    expect(await page.locator('h1').textContent()).toBe(report.finding.sentence);
    const present = report.groups.filter(({ enrolled }) => enrolled > 0);
    expect(await cellsOf(page, 'The groups', 'Customers')).toEqual(
      present.map(({ enrolled }) => formatCount(enrolled)),
    );
    const comparisons = await page.locator('.forest li').allTextContents();
    for (const [at, { title, relative }] of report.contrasts.entries()) {
      expect(comparisons[at]).toContain(title);
      const verdict = /Better|Worse|No difference shown yet|Too early|Withheld/.exec(comparisons[at] ?? '')?.[0];
      if (relative === null) expect(verdict).toMatch(/Too early|Withheld/);
      else if (relative.low > 0) expect(verdict).toMatch(/Better|No difference/);
      else if (relative.high < 0) expect(verdict).toMatch(/Worse|No difference/);
      else expect(verdict).toBe('No difference shown yet');
    }
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'All numbers as CSV' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe(reportCsv(report));
    await watched.close();
  }, 120_000);

  test('shows what became of messages, what was refused and what exploring costs; accessible, and fit for a phone', async () => {
    const watched = await signedInToIt({ colorScheme: 'dark' });
    const { page } = watched;
    const texts: Record<string, string> = {};
    for (const name of ['performance', 'messages', 'insights']) {
      await open(watched, `agents/${AGENT}/${name}`);
      texts[name] = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
      expect(await faults(watched), name).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(PHONE.width);
      await page.setViewportSize(DESKTOP);
    }
    expect(texts['performance']).toMatch(/As of 21 Feb 2027: .* 42 runs/);
    for (const words of [
      'Delivered 1,600 (18.0 %)',
      'frequency_capped',
      'too_many_this_week',
      'fell by 30.0 %',
      'another agent',
    ])
      expect(texts['messages']).toContain(words);
    for (const words of ['Given up by exploring', '12 12 at first', '20 (16 to 24)'])
      expect(texts['insights']).toContain(words);
    expect(watched.complaints).toEqual([]);
    await watched.close();
  }, 120_000);

  /** What the small programme leaves out. */
  function told({ days, options }: ReportInput): Partial<ReportInput> {
    const figure = (estimate: number) => ({ estimate, low: estimate - 0.004, high: estimate + 0.004 });
    const [{ dimension }] = options as [ReportInput['options'][number]];
    const newest = days.slice(-3).map(({ day }) => day);
    return {
      exploration: newest.map((day) => ({
        ...{ day, unit: 'successes', decisions: 500, sampled: 100, bestGuess: 0.2, unknown: 0.012 },
        ...{ givenUp: figure(0.003), gained: figure(0.05), importance: [{ dimension, worth: figure(0.02) }] },
      })),
      messages: [
        { group: 'agent', stage: 'sent', reason: null, decisions: 2_000 },
        { group: 'agent', stage: 'delivered', reason: null, decisions: 1_600 },
        { group: 'agent', stage: 'aborted', reason: 'frequency_capped', decisions: 12 },
      ],
      refusals: [{ reason: 'too_many_this_week', today: 4, last14: 51 }],
      audience: {
        notRead: null,
        histories: [
          { subject: 'audience', sizes: days.map(({ day }) => ({ day, size: day === DAY ? 7_000 : 10_000 })) },
        ],
      },
      reconciliation: {
        days: newest.map((day) => ({
          day,
          counts: [
            { group: 'agent', finding: 'sent', reason: null, decisions: 18 },
            { group: 'agent', finding: 'aborted', reason: 'frequency_capped', decisions: 2 },
            { group: 'agent', finding: 'accepted', reason: null, decisions: 20 },
          ],
        })),
        foreign: [{ day: newest[0]!, group: 'holdout', target: 'spring', sender: 'other_agent', sends: 3 }],
      },
    } as unknown as Partial<ReportInput>;
  }
});

test('what runs just now stands on top, what failed says what to do, and a day that has ended is read by itself', async () => {
  const day = asDay('2026-01-13');
  const running = { agent: asAgentName(AGENT), day, step: 'dispatch', sinceAt: 0 } as const;
  const progress = { done: 12, total: 51, what: 'batches' };
  const message = 'Braze refused the key';
  const failure = {
    kind: 'failed',
    agent: running.agent,
    day,
    code: 'x',
    message,
    next: 'Mend it.',
    againInMs: 1,
  } as const;
  schedule = { ...IDLE, running: { ...running, progress }, failure };
  const watched = await signedIn();
  const { page, requests } = watched;
  await page.clock.install();
  await open(watched, `agents/${AGENT}/performance`);
  expect(await page.locator('.runs-now').innerText()).toContain('step 7 of 8, Dispatch: 12 of 51 batches');
  expect(await page.getByRole('alert').innerText()).toContain(`${message}. Mend it.`);
  const reports = (): number => requests.filter((each) => each.includes('/report')).length;
  const before = reports();
  await page.route('**/api/v1/agents?*', async (route) => {
    const answer = (await (await route.fetch()).json()) as { items: object[] };
    await route.fulfill({
      json: { ...answer, items: answer.items.map((each) => ({ ...each, lastDay: '2026-01-14' })) },
    });
  });
  schedule = IDLE;
  await page.clock.runFor(10_000);
  await expect.poll(reports).toBeGreaterThan(before);
  await page.clock.runFor(10_000);
  await expect.poll(() => page.locator('.runs-now').count()).toBe(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await watched.close();
}, 120_000);

test('a session that has ended leaves nothing on the screen, also when nobody answers any more', async () => {
  schedule = {
    ...IDLE,
    running: { agent: asAgentName(AGENT), day: asDay('2026-01-13'), step: null, sinceAt: 0, progress: null },
  };
  const watched = await signedIn();
  const { page } = watched;
  await page.clock.install();
  await open(watched, `agents/${AGENT}/performance`);
  const known = async (): Promise<unknown[]> => [
    (await page.locator('body').textContent())?.includes(AGENT),
    await page.locator('.me').count(),
  ];
  expect(await known()).toEqual([true, 1]);
  await page.context().clearCookies();
  await page.clock.runFor(10_000);
  await page.getByRole('heading', { name: 'Sign in to Fitly.' }).waitFor();
  expect(await known()).toEqual([false, 0]);
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.clock.runFor(10_000);
  await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
  expect(await known()).toEqual([false, 0]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await watched.close();
}, 60_000);

test('what cannot be read says what to do, and goes on by itself', async () => {
  const watched = await signedIn();
  const { page } = watched;
  await open(watched, '');
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.goto(`${server.url}agents/${AGENT}/runs`);
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

describe('the designer', () => {
  const SPRING = 'spring';
  const fileOf = (name: string): string => join(rehearsal.folder, 'agents', `${name}.yaml`);
  const step = (page: WatchedPage['page'], name: string) =>
    page.getByRole('navigation', { name: 'Parts of the design' }).getByRole('button', { name }).click();

  test('makes an agent of a use case, edits form and file as one, keeps a draft, and saves beside somebody else', async () => {
    const watched = await signedIn({ colorScheme: 'dark' });
    const { page } = watched;
    await open(watched, '');
    await page.getByRole('link', { name: 'New agent' }).click();
    await page.getByText('Something else').click();
    await page.getByLabel('Name').fill(SPRING);
    await page.getByRole('button', { name: 'Create draft' }).click();
    const yaml = page.getByLabel(`File of ${SPRING}`);
    await yaml.waitFor();
    const begun = await yaml.inputValue();
    expect(begun).toBe(await readFile(fileOf(SPRING), 'utf8'));

    await page.getByLabel('Customers in the audience').fill('80000');
    await page.getByLabel('with a success').fill('2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'or more would show within 28 days' }).waitFor();

    await page.getByLabel('How often').fill('14 days');
    const typed = begun.replace('every: 7 days          #', 'every: 14 days          #');
    expect(await yaml.inputValue()).toBe(typed);

    await yaml.fill(typed.replace('horizon: 7 days ', 'horizon: soon '));
    await page.getByRole('heading', { name: 'One thing to mend' }).waitFor();
    await step(page, 'Success');
    const horizon = page.getByLabel('Horizon');
    expect(await horizon.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.issues').innerText()).toMatch(/^Line \d+ success\.horizon/);
    expect(await faults(watched)).toEqual([]);
    await horizon.focus();
    await page.keyboard.press('Control+z');
    expect(await yaml.inputValue()).toBe(typed);

    await open(watched, `agents/${SPRING}/design?step=review`);
    await page.getByText('were kept in this browser').waitFor();
    const theirs = begun.replace('timeZone: Europe/Madrid', 'timeZone: Europe/Berlin');
    await writeFile(fileOf(SPRING), theirs);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').filter({ hasText: 'Somebody else' }).waitFor();
    expect(await page.getByRole('region', { name: 'What they changed' }).innerText()).toContain(
      '+timeZone: Europe/Berlin',
    );
    expect(await faults(watched)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It is a draft until it is started').waitFor();
    expect(await readFile(fileOf(SPRING), 'utf8')).toBe(
      theirs.replace('every: 7 days          #', 'every: 14 days          #'),
    );
    await step(page, 'Use case');
    await yaml.fill(theirs.replace('timeZone: Europe/Berlin', 'timeZone: &zone Europe/Berlin\nother: *zone'));
    await page.getByLabel('Time zone').fill('Europe/Paris');
    await page.getByText('The form cannot change this alone').first().waitFor();
    expect(watched.complaints.filter((each) => !each.includes('412'))).toEqual([]);
    await watched.close();
  }, 120_000);

  test('says of an agent that runs what a change does, keeps it as a version, and brings an earlier one back', async () => {
    const watched = await signedIn();
    const { page } = watched;
    const before = await readFile(fileOf(AGENT), 'utf8');
    await open(watched, `agents/${AGENT}/design?step=dimensions`);
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    expect(await faults(watched)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await page.setViewportSize(DESKTOP);
    await step(page, 'Groups');
    await page.getByRole('textbox', { name: 'Holdout' }).fill('5%');
    await page.getByRole('textbox', { name: 'Agent', exact: true }).fill('75%');
    await step(page, 'Review');
    await page.getByText('New customers only').waitFor();
    expect(await page.getByRole('region', { name: 'Lines that change' }).innerText()).toContain('+  agent: 75%');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Version 2', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Bring back version 1' }).click();
    await page.getByText('Version 1 is the file again').waitFor();
    expect(await readFile(fileOf(AGENT), 'utf8')).toBe(before);
    await page.getByText('As saved').waitFor();
    expect(await page.getByLabel(`File of ${AGENT}`).inputValue()).toBe(before);
    expect(watched.complaints).toEqual([]);
    await watched.close();
  }, 120_000);
});

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

    await page.evaluate("localStorage.setItem('fitly-draft/anna@example.com/spring', '{}')");
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').fill('anna@example.com');
    expect(await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))")).toEqual([]);
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
    await open(guest, '');
    expect(await guest.page.getByRole('link', { name: 'New agent' }).count()).toBe(0);
    await open(guest, `agents/${AGENT}/design`);
    expect(await guest.page.getByLabel('How often').isDisabled()).toBe(true);
    expect(await guest.page.getByLabel(`File of ${AGENT}`).getAttribute('readonly')).not.toBeNull();
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
