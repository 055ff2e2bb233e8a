import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { FitlyError } from '@fitly/core/errors';
import { buildReport, type Report, type ReportInput } from '@fitly/core/report';
import { afterEach, describe, expect, test } from 'vitest';
import { type ReportServer, type ReportServerOptions, startReportServer } from './server.ts';

const golden = new URL('../../core/src/report/golden/report.json', import.meta.url);
const report = buildReport((JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput }).input);
const progress = () => ({ state: 'idle', day: 0, ofDays: 0, date: null, step: null, message: null }) as const;
const asPage = { headers: { accept: 'text/html' } };
let server: ReportServer;

async function start(options: Partial<ReportServerOptions> = {}): Promise<void> {
  server = await startReportServer({ port: 0, loadReport: async () => report, progress, ...options });
}
const get = (path: string, init?: RequestInit): Promise<Response> => fetch(server.url + path, init);
afterEach(() => server.close());

/** A load that is answered by hand, and counts. */
function loadByHand() {
  const waiting: ((report: Report) => void)[] = [];
  const load = () => new Promise<Report>((resolve) => waiting.push(resolve));
  return { load, waiting };
}

describe('every answer', () => {
  test('carries the security headers, whatever was asked for', async () => {
    await start();
    for (const path of ['', 'report.json', 'report.csv', 'assets/page.css', 'nothing', 'assets/nothing', '%E0%A4%A']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('content-type'), path).not.toBeNull();
    }
  });

  test('is not kept by the browser when it holds numbers, and is when it is a style or a font', async () => {
    await start();
    expect((await get('')).headers.get('cache-control')).toBe('no-store');
    expect((await get('report.json')).headers.get('cache-control')).toBe('no-store');
    expect((await get('assets/fonts/geist.woff2')).headers.get('cache-control')).toBe('private, max-age=300');
  });

  test('to HEAD has the headers of GET and no body', async () => {
    await start();
    const [got, head] = [await get(''), await get('', { method: 'HEAD' })];
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });

  test('is refused to a foreign name that points to this machine', async () => {
    await start();
    const statusFor = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        httpRequest(server.url, { headers: { host } }, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
    const { port } = new URL(server.url);
    expect(await statusFor(`evil.example:${port}`)).toBe(421);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
  });
});

describe('what is not there', () => {
  test('is said on a page to a browser and in a line to others, without a stack', async () => {
    await start();
    for (const path of ['nothing', 'assets/../server.ts', 'assets/%2e%2e/page.css', '%E0%A4%A']) {
      const page = await get(path, asPage);
      const text = await page.text();
      expect(page.status, path).toBe(404);
      expect(text).toContain('<h1 class="finding">There is no such page.</h1>');
      expect(text).not.toMatch(/node_modules|\.ts:|Route /);
      expect(await (await get(path)).text()).toBe('There is no such page; the report is at /.\n');
    }
    expect((await get('', { method: 'POST' })).status).toBe(404);
  });

  test('is the report before the first run, said as data', async () => {
    await start({ loadReport: async () => null });
    expect((await get('')).status).toBe(200);
    expect(await (await get('report.json')).json()).toMatchObject({ error: { code: 'run_not_found' } });
    const csv = await get('report.csv');
    expect([csv.status, await csv.text()]).toEqual([
      404,
      expect.stringMatching(/^no run is finished yet.*\nNext: wait/),
    ]);
  });
});

describe('a failure', () => {
  const next = 'put it back from your last backup';
  const damaged = new FitlyError('lake_file_damaged', 'the file <a> is damaged', { next, fields: { file: 'a' } });

  test('shows its message, what to do and its code, escaped', async () => {
    await start({ loadReport: () => Promise.reject(damaged) });
    const page = await get('?theme=dark', asPage);
    const text = await page.text();
    expect(page.status).toBe(500);
    expect(text).toContain('data-theme="dark"');
    expect(text).toContain('The file &lt;a&gt; is damaged.');
    expect(text).toContain('Put it back from your last backup.');
    expect(text).toContain('<code>lake_file_damaged</code>');
  });

  test('is one object as JSON, as with --json, and two lines in place of a CSV', async () => {
    await start({ loadReport: () => Promise.reject(damaged) });
    const { code, message, issues, fields } = damaged;
    const json = await get('report.json');
    expect([json.status, await json.json()]).toEqual([500, { error: { code, message, next, issues, fields } }]);
    const csv = await get('report.csv');
    expect([csv.status, await csv.text()]).toEqual([500, `${message}\nNext: ${next}\n`]);
  });

  test('that nobody expected keeps its words and loses its stack', async () => {
    await start({ loadReport: () => Promise.reject(new TypeError('x is not a function')) });
    for (const path of ['', 'report.json']) {
      const response = await get(path, asPage);
      const text = await response.text();
      expect(response.status).toBe(500);
      expect(text).toContain('omething broke that should not: x is not a function');
      expect(text).not.toMatch(/server\.test|node_modules|TypeError/);
    }
  });
});

describe('the report', () => {
  test('is loaded once for requests at the same time, and again only when its key changes', async () => {
    const { load, waiting } = loadByHand();
    let key = 'monday';
    let asked = 0;
    let whenAsked = () => {};
    const bothAsked = new Promise<void>((resolve) => {
      whenAsked = resolve;
    });
    const reportKey = async () => {
      asked++;
      if (asked === 2) whenAsked();
      return key;
    };
    await start({ loadReport: load, reportKey });
    const both = Promise.all([get(''), get('report.json')]);
    await bothAsked;
    expect(waiting).toHaveLength(1);
    waiting[0]!(report);
    for (const response of await both) expect(response.status).toBe(200);
    expect((await get('report.csv')).status).toBe(200);
    expect(waiting).toHaveLength(1);
    key = 'tuesday';
    const later = get('report.json');
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]!({ ...report, asOfDay: '2030-01-01' as Report['asOfDay'] });
    expect(await (await later).json()).toMatchObject({ asOfDay: '2030-01-01' });
  });

  test('is tried again after a failure', async () => {
    const answers = [() => Promise.reject(new FitlyError('disk_failed', 'full')), async () => report];
    await start({ loadReport: () => answers.shift()!(), reportKey: async () => 'same' });
    expect((await get('')).status).toBe(500);
    expect((await get('')).status).toBe(200);
    expect((await get('')).status).toBe(200);
  });

  test('is loaded for every request where nobody names its key', async () => {
    let loads = 0;
    const loadReport = async () => {
      loads++;
      return report;
    };
    await start({ loadReport });
    await Promise.all([get(''), get('')]);
    expect(loads).toBe(2);
  });
});

test('a port that is taken is said with the flag that helps', async () => {
  await start();
  const port = Number(new URL(server.url).port);
  const second = startReportServer({ port, loadReport: async () => report, progress });
  await expect(second).rejects.toMatchObject({ code: 'port_taken', next: expect.stringContaining('--port') });
});
