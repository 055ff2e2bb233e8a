/** Pictures of every page of the web app, in both themes, on a desktop and on a phone. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

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
}

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;

export async function photographApp(given: Photographed): Promise<string[]> {
  const { browser, appLink, folder } = given;
  await mkdir(folder, { recursive: true });
  const taken: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      await page.goto((await appLink()) ?? given.url);
      await page.waitForURL(`${given.url}app/`);
      for (const name of ['home', 'performance', 'insights', 'decisions', 'runs'] as const) {
        await show(page, name, given);
        const path = join(folder, `app-${name}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        taken.push(path);
      }
      await context.close();
    }
  }
  return taken;
}

async function show(page: Page, name: string, { url, agent, customer }: Photographed): Promise<void> {
  await page.goto(`${url}app/${name === 'home' ? '' : `agents/${agent}/${name}`}`);
  await page.locator('h1').waitFor();
  if (name === 'decisions') {
    await page.locator('main input').fill(customer);
    await page.keyboard.press('Enter');
    await page.locator('.prob').waitFor();
  }
  await page.waitForLoadState('networkidle');
  await page.evaluate('document.fonts.ready');
}
