import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';

const PAGE = `<!doctype html><meta charset="utf-8"><title>A page</title>
<button onclick="this.textContent = 'Clicked: 1 €'">Click me</button>`;

describe('the browser of the page tests', () => {
  let browser: Browser;
  let server: Server;
  let address: string;

  beforeAll(async () => {
    server = createServer((_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('opens a page of this machine, clicks and reads what changed', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    expect(await page.title()).toBe('A page');
    await page.click('button');
    expect(await page.textContent('button')).toBe('Clicked: 1 €');
  });

  test('has a font: letters take up room on the page', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const box = await page.locator('button').boundingBox();
    expect(box?.width).toBeGreaterThan(40);
    expect(box?.height).toBeGreaterThan(12);
  });
});
