import { existsSync, readFileSync } from 'node:fs';
import { buildReport, type LedgerDay, type Report, type ReportInput } from '@fitly/core/report';
import { asAgentName } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { PAGE_SECURITY_POLICY, pageAssets } from './page-assets.ts';
import { parsePageView } from './page-view.ts';
import type { Progress } from './progress.ts';
import { renderReportPage } from './report-page.ts';

const golden = new URL('../../../core/src/report/golden/report.json', import.meta.url);
const { input } = JSON.parse(readFileSync(golden, 'utf8')) as { input: ReportInput };
const done: Progress = { state: 'done', day: 42, ofDays: 42, date: '2027-02-21', step: null, message: null };
const running: Progress = { ...done, state: 'running', day: 23, step: 'decide' };
const page = (report: Report | null, progress = done, query: Record<string, string> = {}) =>
  renderReportPage({ report, progress, view: parsePageView(query) });
const textOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/[ \n]+/g, ' ');

describe('the page', () => {
  const markup = page(buildReport(input));

  test('has the finding as its one first heading, with the figure emphasised', () => {
    expect(markup.match(/<h1/g)).toHaveLength(1);
    expect(markup).toContain(
      '<h1 class="finding">The agent beats random control: <b>+33.7\u00a0% visits</b>, between +9.7\u00a0% and +57.7\u00a0%.</h1>',
    );
  });

  test('shows no raw means beside an uplift that is made within epochs, since they may point the other way', () => {
    const epochs = [1, 2].map((epoch) => ({ epoch, fromDay: input.days[epoch]!.day, shares: input.shares }));
    const changed = page(buildReport({ ...input, epochs }));
    expect(markup).toContain('400.7 <span>vs 299.7</span>');
    expect(changed).not.toContain('<span>vs ');
    expect(changed).toContain('<p class="fig">+100.9</p>');
    expect(textOf(changed)).toContain('these totals are not to be compared');
  });

  test('shows all comparisons, checks, groups, options, the arithmetic and what is planted', () => {
    const text = textOf(markup);
    for (const words of ['Random control against the holdout', 'Group sizes as planned', 'Visits per 1,000'])
      expect(text).toContain(words);
    for (const words of ["Men's", 'Subject line', 'asymptotic confidence sequence', 'What is real and what is planted'])
      expect(text).toContain(words);
    expect(text).toContain('Safe to read on any day, as measured in simulations (not proved).');
    expect(text.match(/any day/g)).toHaveLength(1);
  });

  test('says what exploring costs and which choice matters where the run noted it, and nothing elsewhere', () => {
    const figure = (estimate: number) => ({ estimate, low: estimate - 0.004, high: estimate + 0.004 });
    const noted: LedgerDay = {
      ...{ day: input.asOfDay, unit: 'successes', decisions: 500, sampled: 100, bestGuess: 0.2, unknown: 0.012 },
      ...{ givenUp: figure(0.003), gained: figure(0.05) },
      importance: [{ dimension: 'subject', worth: figure(0.02) }],
    };
    const text = textOf(page(buildReport({ ...input, exploration: [noted] })));
    expect(text).toContain('Given up by exploring 3.00 1.50 (−0.500 to 3.50)');
    expect(text).toContain('Still unknown: what knowing everything would add 12.0 12.0 at first');
    expect(text).toContain('20.0 16.0 to 24.0');
    expect(textOf(markup)).not.toContain('exploring');
    const silent = textOf(
      page(buildReport({ ...input, exploration: [{ day: input.asOfDay, missing: 'own_policy' }] })),
    );
    expect(silent).toContain('What exploring costs and brings A policy of your own gives probabilities');
    expect(silent).not.toContain('Given up by exploring');
  });

  test('has a table with every day of the chart, and links to CSV and JSON', () => {
    const table = markup.slice(markup.indexOf('id="uplift-table"'), markup.indexOf('</table>'));
    expect(table.match(/<tr>/g)).toHaveLength(43);
    expect(markup).toContain('href="/report.csv"');
    expect(markup).toContain('href="/report.json"');
  });

  test('needs no script and no inline style, so that the strict policy can stand', () => {
    expect(markup).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/);
    expect(PAGE_SECURITY_POLICY).not.toContain('unsafe');
    for (const [, address] of markup.matchAll(/(?:href|src)="([^"]+)"/g)) expect(address).toMatch(/^(\/|#|\?)(?!\/)/);
  });

  test('holds no NaN, undefined or plain minus before a figure', () => {
    for (const days of [1, 2, 10, 21, 42]) {
      const text = textOf(page(buildReport({ ...input, asOfDay: input.days[days - 1]!.day })));
      expect(text).not.toMatch(/NaN|undefined|Infinity|\[object| -\d/);
    }
  });
});

describe('hostile names', () => {
  const evil = `"><script>alert('1')</script><img src=x onerror=alert(2)>`;

  test('are shown as text wherever they stand', () => {
    const options = input.options.map((row) => ({ ...row, optionLabel: evil, dimensionLabel: evil }));
    const report = buildReport({
      ...input,
      agent: asAgentName(evil),
      metric: { ...input.metric, label: evil },
      options,
      notes: { real: [evil], planted: [evil] },
    });
    const agents = [
      { name: evil, current: true },
      { name: `${evil}2`, current: false },
    ];
    const progress: Progress = { ...done, state: 'failed', message: evil };
    const markup = renderReportPage({ report, progress, agents, environment: evil });
    expect(markup).not.toContain('<script');
    expect(markup).not.toContain('<img');
    expect(markup.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(10);
  });
});

describe('the states', () => {
  test('nothing has run yet: says what will be here and how to get there', () => {
    const markup = page(null, { ...done, state: 'idle', day: 0 });
    expect(markup).toContain('Nothing has run yet.');
    expect(markup).toContain('<code>fitly demo</code>');
  });

  test('running: the eight steps with the current one, the day, and a refresh that can be switched off', () => {
    const markup = page(buildReport(input), running);
    expect(textOf(markup)).toContain('Day 23 of 42');
    expect(markup.match(/<li class="(done|now|wait)"/g)).toHaveLength(8);
    expect(markup).toContain('<li class="now" aria-current="step">Decide</li>');
    expect(markup).toContain('http-equiv="refresh"');
    expect(page(buildReport(input), running, { refresh: 'off' })).not.toContain('http-equiv');
    expect(page(buildReport(input))).not.toContain('http-equiv');
  });

  test('stopped and failed: the message of whoever knows, and where it was', () => {
    const failed = textOf(page(null, { ...running, state: 'failed', message: 'Braze refused the key.' }));
    expect(failed).toContain('The run failed on day 23 of 42 in the step decide. Braze refused the key.');
  });

  test('withheld: hatched marks, the reason, and no chart', () => {
    const markup = page(buildReport({ ...input, enrolled: { ...input.enrolled, holdout: 1200 } }));
    expect(textOf(markup)).toContain('The uplift is withheld: group sizes do not match the plan');
    expect(markup).toContain('fill="url(#hatch)"');
    expect(markup).not.toMatch(/uplift-table|class="kpi"|class="how" id="how-main"/);
  });

  test('a theme asked for in the address stands on the page; anything else is ignored', () => {
    expect(page(null, done, { theme: 'dark' })).toContain('<html lang="en" data-theme="dark">');
    expect(page(null, done, { theme: 'x" onload="y' })).toContain('<html lang="en">');
  });

  test('links keep the agent when there are several', () => {
    const agents = [
      { name: 'repeat-purchase', current: true },
      { name: 'winback', current: false },
    ];
    const markup = renderReportPage({ report: buildReport(input), progress: done, agents });
    expect(markup).toContain('href="/?agent=winback"');
    expect(markup).toContain('href="/report.csv?agent=repeat-purchase"');
  });
});

describe('the assets', () => {
  const css = (name: string) =>
    readFileSync(pageAssets.get(`/assets/${name}`)!.file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');

  test('exist, and are all that the page and its style sheets ask for', () => {
    for (const { file } of pageAssets.values()) expect(existsSync(file)).toBe(true);
    const asked = [...page(null).matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    const fonts = [...css('tokens.css').matchAll(/url\(["']?([^"')]+)["']?\)/g)].map(([, path]) => `/assets/${path}`);
    for (const path of [...asked, ...fonts]) expect([...pageAssets.keys()]).toContain(path);
    expect(fonts).toHaveLength(2);
  });

  /** The declarations of the first block whose selector holds `start`. */
  function block(text: string, start: string): Record<string, string> {
    const from = text.indexOf('{', text.indexOf(start));
    const body = text.slice(from + 1, text.indexOf('}', from));
    return Object.fromEntries(
      [...body.matchAll(/(--?[\w-]+|[\w-]+):\s*([^;]+);/g)].map(([, key, value]) => [key, value]),
    );
  }

  test('are as dark for a dark system as for a reader who asks for dark', () => {
    for (const name of ['tokens.css', 'page.css']) {
      const asked = block(css(name), '[data-theme="dark"]');
      expect(Object.keys(asked).length).toBeGreaterThan(4);
      expect(block(css(name), ':root:not([data-theme="light"])')).toEqual(asked);
    }
  });

  test('draw every group at 3 to 1 on the page or better, and its words at 4.5 to 1, in both themes', () => {
    for (const start of [':root', '[data-theme="dark"]']) {
      const tokens = block(css('tokens.css'), start);
      for (const group of ['agent', 'random', 'bau', 'holdout']) {
        expect(contrast(tokens[`--${group}`]!, tokens['--page']!)).toBeGreaterThanOrEqual(3);
        expect(contrast(tokens[`--${group}-text`]!, tokens['--page']!)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

/** WCAG contrast of two `#rrggbb` colours. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((i) => {
      const channel = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!;
  };
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

describe("Braze's counts and the audience", () => {
  const ours = { planned: 100, accepted: 100, inDoubt: 0, notSent: 0 };
  const day = input.asOfDay;
  const target = { target: 'c1', name: '<b>mens</b>', request: 'campaign', ours, complete: true, day } as const;
  const beside = (sent: number): ReportInput => ({
    ...input,
    brazeCounts: {
      timeZone: 'Etc/UTC',
      notRead: null,
      days: [{ ...target, braze: { email: { sent, unique_opens: 20 } } }],
    },
    audience: { notRead: null, histories: [{ subject: 'seg', sizes: [{ day, size: 1_234 }] }] },
  });

  test('are shown with what a difference may mean, open when there is one', () => {
    const markup = page(buildReport(beside(60)));
    expect(textOf(markup)).toContain('Braze counts 40 fewer than it accepted (40.0\u00a0%)');
    expect(markup).toContain('<details open><summary>The last day');
    expect(markup).not.toContain('<b>mens');
    expect(textOf(markup)).toContain('1,234');
    expect(page(buildReport(beside(100)))).toContain('<details><summary>The last day');
  });

  test('are left out where there are none', () => {
    expect(page(buildReport(input))).not.toContain('counts beside ours');
    expect(page(buildReport(input))).not.toContain('<h2>Audience');
  });
});
