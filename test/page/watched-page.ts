/** A page of a real browser whose every request and complaint is kept. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, breaches of the security policy and uncaught exceptions. */
  readonly complaints: readonly string[];
  /** Every address that was asked for. */
  readonly requests: readonly string[];
  /** Calls a function of `in-page.js`. */
  ask<T>(question: string): Promise<T>;
  close(): Promise<void>;
}

const IN_PAGE = fileURLToPath(new URL('./in-page.js', import.meta.url));

export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  await page.addInitScript({ path: IN_PAGE });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  return {
    page,
    complaints,
    requests,
    ask: <T>(question: string) => page.evaluate(`inPage.${question}()`) as Promise<T>,
    close: () => context.close(),
  };
}
