import { expect, test } from 'vitest';
import { checksum, readRows, statedIn } from './dataset.fixture.ts';
import { ARMS, parseRows } from './rows.ts';

test('the stored file is the one whose checksum is stated', () => {
  expect(statedIn('SHA256SUMS')).toBe(`${checksum()}  hillstrom_dev60.csv.gz\n`);
});

test('the README states the rows of each arm as they are', () => {
  const rows = readRows();
  expect(rows.length).toBe(38_400);
  const counts = ARMS.map((arm) => rows.filter((row) => row.arm === arm).length.toLocaleString('en'));
  for (const [i, label] of ['No E-Mail', 'Mens E-Mail', 'Womens E-Mail'].entries()) {
    expect(statedIn('README.md')).toContain(`| \`${label}\` | ${counts[i]} |`);
  }
});

test('every buyer is a visitor, and exactly buyers spend', () => {
  const odd = readRows().filter((row) => (row.conversion && !row.visit) || row.spendCents > 0 !== row.conversion);
  expect(odd).toEqual([]);
});

const HEAD = 'recency,history_segment,history,mens,womens,zip_code,newbie,channel,segment,visit,conversion,spend';

test('a quoted range with a comma is one value', () => {
  const [row] = parseRows(`${HEAD}\n10,"6) $750 - $1,000",800.5,0,1,Rural,0,Web,No E-Mail,1,1,29.99\n`);
  expect(row).toEqual({
    ...{ recency: 10, historySegment: '6) $750 - $1,000', history: 800.5, mens: false, womens: true, zipCode: 'Rural' },
    ...{ newbie: false, channel: 'Web', arm: 'none', visit: true, conversion: true, spendCents: 2999 },
  });
});

test.each([
  ['an unknown channel', '1,x,1,0,1,Rural,0,Fax,No E-Mail,0,0,0', 'channel'],
  ['an unknown arm', '1,x,1,0,1,Rural,0,Web,Nobody,0,0,0', 'segment'],
  ['a flag that is none', '1,x,1,2,1,Rural,0,Web,No E-Mail,0,0,0', 'mens'],
  ['a number that is none', '1,x,,0,1,Rural,0,Web,No E-Mail,0,0,0', 'history'],
])('%s is told with line and column', (_name, line, column) => {
  expect(() => parseRows(`${HEAD}\n${line}\n`)).toThrow(new RegExp(`Line 2 .* column ${column}`));
});
