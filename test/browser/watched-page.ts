/** A page of a real browser whose every request and complaint is kept. */
import { setTimeout } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, breaches of the security policy and uncaught exceptions. */
  readonly complaints: readonly string[];
  /** Every address that was asked for. */
  readonly requests: readonly string[];
  /** Resolves when everything that was asked for has come, and nothing more has been asked for since. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** An answer leads to the next question within one frame. */
const LOOK_MS = 20;
const QUIET_LOOKS = 5;

export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  let pending = 0;
  page.on('request', (request) => {
    requests.push(request.url());
    pending++;
  });
  const ended = (): void => {
    pending--;
  };
  page.on('requestfinished', ended).on('requestfailed', ended);
  return {
    page,
    complaints,
    requests,
    async settled() {
      for (let quiet = 0; quiet < QUIET_LOOKS; ) {
        await setTimeout(LOOK_MS);
        quiet = pending === 0 ? quiet + 1 : 0;
      }
    },
    close: () => context.close(),
  };
}
