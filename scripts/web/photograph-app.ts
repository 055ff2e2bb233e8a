/** Pictures of the pages of the web app, in both themes, on a desktop and on a phone. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

const OF_WORKSPACE = { home: '', new: 'agents/new', team: 'team', account: 'account' } as const;
export const PAGES = [
  ...(['home', 'new', 'team', 'account'] as const),
  ...(['performance', 'insights', 'messages', 'decisions', 'runs', 'design'] as const),
] as const;
type PageName = (typeof PAGES)[number];

export interface Photographed {
  readonly browser: Browser;
  /** Of the server, with a slash at its end. */
  readonly url: string;
  /** Makes a link that signs in one browser. */
  readonly appLink: () => Promise<string | null>;
  readonly agent: string;
  /** External id of a customer to look up. */
  readonly customer: string;
  readonly folder: string;
  readonly pages: readonly PageName[];
  /** Else what a window shows at once. */
  readonly fullPage: boolean;
}

const SIZES = { desktop: { width: 1280, height: 1200 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
/** A whole demo is read, on a machine that may do other things. */
const PATIENCE_MS = 120_000;

/** Paths of what was written: `PAGE-SIZE-THEME.png`. */
export async function photographApp(given: Photographed): Promise<string[]> {
  const { browser, appLink, folder, pages, fullPage } = given;
  await mkdir(folder, { recursive: true });
  const taken: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      await page.goto((await appLink()) ?? given.url);
      await page.waitForURL(given.url);
      for (const name of pages) {
        await show(page, name, given);
        const path = join(folder, `${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage });
        taken.push(path);
      }
      await context.close();
    }
  }
  return taken;
}

async function show(page: Page, name: PageName, { url, agent, customer }: Photographed): Promise<void> {
  const paths: Partial<Record<PageName, string>> = OF_WORKSPACE;
  await page.goto(url + (paths[name] ?? `agents/${agent}/${name}`));
  await page.locator('h1').waitFor();
  if (name === 'decisions') {
    await page.locator('main input').fill(customer);
    await page.keyboard.press('Enter');
    await page.locator('.prob').waitFor();
  }
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready');
}
