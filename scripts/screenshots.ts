/**
 * `npm run -s screenshots [-- --folder F]`: pictures of the report page for the README, written to docs/images. Without
 * a folder of the demo it plays one: all 56 days of all customers, in a temporary folder. With `--app FOLDER` it also
 * photographs every page of the web app into that folder: both themes, desktop and phone.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  findOnlyAgentName,
  listFinishedDays,
  loadReport,
  openWorkspace,
  servedApi,
  startReportServer,
} from '@fitly/service';
import { builtApp } from '@fitly/web/built-app';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/browser/browser.ts';
import { photographApp } from './web/photograph-app.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const FITLY = fileURLToPath(new URL('../packages/cli/bin/fitly.js', import.meta.url));
const SIZES = { desktop: { width: 1440, height: 1400 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
const LARGEST_BYTES = 250_000;

/** Of the demo. */
const CUSTOMER = 'mtd-00042';

const { values } = parseArgs({ options: { folder: { type: 'string' }, app: { type: 'string' } } });
if (values.folder === undefined) await withDemo(photograph);
else await photograph(values.folder);

async function withDemo(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-screenshots-'));
  try {
    const args = ['demo', '--no-serve', '--sandbox-port', '0', '--folder', folder];
    const { status } = spawnSync(process.execPath, [FITLY, ...args], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`the demo ended with ${status}, so there is nothing to photograph`);
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function photograph(folder: string): Promise<void> {
  const workspace = await openWorkspace({ folder, now: Date.now, env: process.env, lockFor: null });
  try {
    const agent = await findOnlyAgentName(workspace);
    const [report, days] = [await loadReport(workspace, agent), await listFinishedDays(workspace, agent)];
    const day = { day: days.length, ofDays: days.length, date: days.at(-1) ?? null };
    const appFolder = values.app === undefined ? null : (await builtApp(console.log)).folder;
    const server = await startReportServer({
      ...{ port: 0, appFolder },
      api: await servedApi({
        ...{ folder: { folder, now: Date.now, env: process.env }, version: '0.1.0' },
        publicUrl: 'http://127.0.0.1:0',
      }),
      loadReport: async () => report,
      progress: () => ({ state: 'done', ...day, step: null, message: null }),
    });
    const browser = await launchBrowser();
    try {
      await takeAll(browser, server.url);
      if (values.app !== undefined) {
        const { url, appLink } = server;
        const taken = await photographApp({ browser, url, appLink, agent, customer: CUSTOMER, folder: values.app });
        for (const path of taken) console.log(path);
      }
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    await workspace.close();
  }
}

/** A tall window ends where the evidence of the finding does, a phone's where its screen does. */
async function heightOf(page: Page, height: number): Promise<number> {
  if (height < SIZES.desktop.height) return height;
  const evidence = await page.locator('main > section').first().boundingBox();
  return evidence === null ? height : Math.round(evidence.y + evidence.height + 24);
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  await mkdir(IMAGES, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      const name = `report-${size}-${colorScheme}.png`;
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(url);
      await page.evaluate('document.fonts.ready');
      await page.screenshot({
        path: join(IMAGES, name),
        clip: { x: 0, y: 0, ...viewport, height: await heightOf(page, viewport.height) },
      });
      await page.close();
      const { size: bytes } = await stat(join(IMAGES, name));
      console.log(`docs/images/${name}  ${Math.round(bytes / 1000)} kB`);
      if (bytes > LARGEST_BYTES) throw new Error(`${name} is larger than ${LARGEST_BYTES / 1000} kB`);
    }
  }
}
