/** The colours of tokens.css as claims: what must be read can be read, in both themes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokensOf = (block: string): Map<string, string> =>
  new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name = '', hex = '']) => [name, hex]));
const [lightBlock = '', darkBlock = ''] = css.split('[data-theme="dark"]');
const themes = { light: tokensOf(lightBlock), dark: tokensOf(darkBlock) };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(themes))('in the %s theme', (_name, tokens) => {
  const page = tokens.get('page')!;
  test.each(['agent', 'random', 'bau', 'holdout', 'control'])('%s can be seen as a line on the page', (name) => {
    expect(contrast(tokens.get(name)!, page)).toBeGreaterThanOrEqual(3);
  });
  test.each([
    ...['ink', 'ink-2', 'ink-3', 'better', 'worse', 'warn'],
    ...['agent-text', 'random-text', 'bau-text', 'holdout-text'],
  ])('words in %s can be read on the page and on what lies on it', (name) => {
    for (const ground of ['page', 'sunken', 'raised', 'hover']) {
      expect(contrast(tokens.get(name)!, tokens.get(ground)!), ground).toBeGreaterThanOrEqual(4.5);
    }
  });
});
