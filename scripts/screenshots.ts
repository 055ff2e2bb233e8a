/**
 * `npm run -s screenshots [-- --folder F]`: pictures of the web app for the README, written to docs/images. Without a folder of
 * the demo it plays one: all 56 days of all customers, in a temporary folder. With `--app FOLDER` it photographs every page, in
 * full length, into that folder instead: both themes, desktop and phone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findOnlyAgentName, openWorkspace, servedApi, startServer } from '@fitly/service';
import { builtApp } from '@fitly/web/built-app';
import { launchBrowser } from '../test/browser/browser.ts';
import { PAGES, photographApp } from './web/photograph-app.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const FITLY = fileURLToPath(new URL('../packages/cli/bin/fitly.js', import.meta.url));
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
  const agent = await agentOf(folder);
  const api = await servedApi({
    ...{ folder: { folder, now: Date.now, env: process.env }, version: '0.1.0', publicUrl: 'http://127.0.0.1:0' },
  });
  const { folder: appFolder } = await builtApp(console.log);
  const { url, appLink, close } = await startServer({ port: 0, api, appFolder });
  const browser = await launchBrowser();
  try {
    const wanted =
      values.app === undefined
        ? { folder: IMAGES, pages: ['performance', 'decisions'] as const, fullPage: false }
        : { folder: values.app, pages: PAGES, fullPage: true };
    const taken = await photographApp({ ...{ browser, url, appLink, agent, customer: CUSTOMER }, ...wanted });
    for (const path of taken) await tell(path);
  } finally {
    await browser.close();
    await close();
  }
}

async function agentOf(folder: string): Promise<string> {
  const workspace = await openWorkspace({ folder, now: Date.now, env: process.env, lockFor: null });
  try {
    return await findOnlyAgentName(workspace);
  } finally {
    await workspace.close();
  }
}

/** Pictures of the README are loaded by whoever looks at it. */
async function tell(path: string): Promise<void> {
  const { size: bytes } = await stat(path);
  console.log(`${relative(process.cwd(), path)}  ${Math.round(bytes / 1000)} kB`);
  if (values.app === undefined && bytes > LARGEST_BYTES)
    throw new Error(`${path} is larger than ${LARGEST_BYTES / 1000} kB`);
}
