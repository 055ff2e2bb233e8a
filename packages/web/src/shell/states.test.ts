/** What a page shows in place of an answer, as markup. */
import { ApiError } from '@fitly/contract/api';
import { MantineProvider } from '@mantine/core';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { foundBy } from './found-by.ts';
import { Failure } from './notices.tsx';
import { OfflineStrip } from './offline-strip.tsx';

const markup = (element: ReactElement): string => renderToStaticMarkup(createElement(MantineProvider, null, element));
const silence = new TypeError('Failed to fetch');
const problem = new ApiError({
  ...{ type: 'about:blank', title: 'Damaged', status: 503, code: 'lake_file_damaged' },
  ...{ detail: 'a file of 17 November is damaged', next: 'put it back from your last backup', issues: [] },
} as ConstructorParameters<typeof ApiError>[0]);

describe('a failure', () => {
  test('says what is wrong, what to do, what still works, and its code', () => {
    const shown = markup(createElement(Failure, { error: problem, retry: () => undefined }));
    for (const words of [
      'A file of 17 November is damaged.',
      'Put it back from your last backup.',
      'lake_file_damaged',
    ]) {
      expect(shown).toContain(words);
    }
    expect(shown).toContain('Try again');
    expect(shown).toContain('role="alert"');
  });

  test('of nobody answering says that the page goes on by itself', () => {
    const shown = markup(createElement(Failure, { error: silence, retry: () => undefined }));
    expect(shown).toContain('this page goes on by itself');
  });
});

describe('the strip of a service that does not answer', () => {
  const dataUpdatedAt = Date.UTC(2026, 10, 17, 12);
  const strip = (query: Parameters<typeof OfflineStrip>[0]['query']): string =>
    renderToStaticMarkup(createElement(OfflineStrip, { query }));

  test('stands over what was read before', () => {
    expect(strip({ error: silence, data: [], dataUpdatedAt })).toContain('Fitly does not answer since');
  });

  test('is not there while it answers, even with a problem, nor before anything was read', () => {
    expect(strip({ error: null, data: [], dataUpdatedAt })).toBe('');
    expect(strip({ error: problem, data: [], dataUpdatedAt })).toBe('');
    expect(strip({ error: silence, data: undefined, dataUpdatedAt })).toBe('');
  });
});

describe('find', () => {
  const agents = [{ name: 'winback' }, { name: 'loyalty' }];
  test('finds pages by all words that were typed', () => {
    expect(foundBy('win runs', agents)[0]).toMatchObject({
      agent: 'winback',
      to: '/agents/$agent/runs',
      customer: null,
    });
  });

  test('offers what was typed as a customer of each agent, and completes none', () => {
    expect(foundBy(' mtd-00042 ', agents)).toMatchObject([
      { agent: 'winback', customer: 'mtd-00042', to: '/agents/$agent/decisions' },
      { agent: 'loyalty', customer: 'mtd-00042' },
    ]);
  });
});
