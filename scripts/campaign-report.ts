/**
 * `npm run campaign:report`: three programmes through the whole product that a report is seldom seen with, and what it must say of
 * each. A shop whose shares change, whose customers have a past, move between segments and whose sales are left out; the same with a
 * mistake on purpose; readers whose scanners click what people do not. `--only shop,mistake,clickers`; `--csv FOLDER` keeps the CSV of
 * each. Ends with 1 when a claim does not hold. One to two minutes of the processor each.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Claim, ofClickers, ofMistake, ofShop } from '../bench/played/claims.ts';
import { type PlayedReport, playClickers, playShop } from '../bench/played/programmes.ts';

const SHOP = {
  days: 34,
  atFirst: 700,
  aDay: 30,
  sharesChangeOn: 12,
  excluded: [9, 10],
  countsHalfThrice: false,
} as const;
const MISTAKE = {
  ...SHOP,
  days: 8,
  atFirst: 1600,
  sharesChangeOn: null,
  excluded: [],
  countsHalfThrice: true,
} as const;

const PROGRAMMES: Readonly<Record<string, { play(): Promise<PlayedReport>; judge(played: PlayedReport): Claim[] }>> = {
  shop: { play: () => playShop(SHOP), judge: ofShop },
  mistake: { play: () => playShop(MISTAKE), judge: ofMistake },
  clickers: { play: () => playClickers(900, 14), judge: ofClickers },
};

const { values } = parseArgs({ options: { only: { type: 'string' }, csv: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(PROGRAMMES);
let failed = 0;
for (const name of wanted) {
  const programme = PROGRAMMES[name];
  if (programme === undefined)
    throw new Error(`there is no programme ${name}, but ${Object.keys(PROGRAMMES).join(', ')}`);
  const played = await programme.play();
  if (values.csv !== undefined) await writeFile(join(values.csv, `${name}.csv`), played.csv);
  console.log(`${name}: ${played.report.finding.sentence}`);
  for (const { says, found, holds } of programme.judge(played)) {
    console.log(`  ${holds ? '✓' : '✗'} ${says}: ${found}`);
    failed += Number(!holds);
  }
}
console.log(failed === 0 ? 'Every claim holds.' : `${failed} claim(s) do not hold.`);
process.exitCode = failed === 0 ? 0 : 1;
