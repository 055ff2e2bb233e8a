import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';

const startAt = Date.parse('2026-03-02T11:00:00Z');
const PLANTED = '{{ 6 | times: 7 }} <i>x</i>';
let browser: Browser;
let sandbox: Sandbox;

beforeAll(async () => {
  browser = await launchBrowser();
  sandbox = await startSandbox({ port: 0, folder: null, seed: '1', planted: true, customers: 50, startAt });
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' };
  const campaign_id = 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01';
  const recipients = [{ external_user_id: 'mtd-00001', trigger_properties: { subject_line: PLANTED } }];
  const messages = { sms: { body: 'Hi {{custom_attribute.$\u007bchannel}}}' } };
  for (const [path, body] of [
    ['/campaigns/trigger/send', { campaign_id, recipients }],
    ['/messages/send', { external_user_ids: ['mtd-00002'], messages }],
  ] as const) {
    await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

test.each([
  ['desktop', 1440, 'light'],
  ['desktop', 1440, 'dark'],
  ['phone', 390, 'light'],
  ['phone', 390, 'dark'],
] as const)(
  'on a %s (%d px, %s) the page says what was sent, fetches nothing else and does not scroll sideways',
  async (_name, width, colorScheme) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const others: string[] = [];
    page.on('request', (request) => others.push(request.url()));
    page.on('console', (message) => others.push(message.text()));
    await page.goto(sandbox.url);
    expect(await page.textContent('h1')).toBe('2 sends reached 2 recipients');
    expect(await page.textContent('dd >> nth=1')).toBe(`Men’s news: ${PLANTED}`);
    expect(await page.textContent('.bubble')).toMatch(/^Hi (Web|Phone|Multichannel)$/);
    expect(await page.frameLocator('iframe').locator('h1').textContent()).toBe('New: men’s merchandise');
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(others.filter((text) => !text.startsWith(sandbox.url) && text !== 'about:srcdoc')).toEqual([]);
    await page.close();
  },
);
