/**
 * S2 by programmes that are played day by day. What was played stands in a file, a line for each, so that a campaign which was
 * stopped goes on where it stood.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, percent, shareFinding } from './claim.ts';
import { type PlayedProgramme, playPureSteps, playWholeProduct } from './programmes-without-effect.ts';

export interface Programmes {
  readonly through: 'product' | 'steps';
  /** Seeds 1 to this. */
  readonly programmes: number;
  readonly customers: number;
  readonly days: number;
  /** Path of the file, JSON lines. */
  readonly results: string;
}

interface Kept extends PlayedProgramme, Pick<Programmes, 'through' | 'customers' | 'days'> {}

/** Plays what the file does not hold yet; `onPlayed` after each. */
export async function playProgrammes(
  wanted: Programmes,
  onPlayed: (played: number, of: number) => void,
): Promise<Finding & { readonly details: string }> {
  const { through, programmes, customers, days, results } = wanted;
  const all = await readKept(results);
  const own = ofSize(all, wanted);
  for (let seed = 1; seed <= programmes; seed += 1) {
    if (own.has(seed)) continue;
    const played = await (through === 'product' ? playWholeProduct : playPureSteps)(seed, customers, days);
    const kept = { through, customers, days, ...played };
    await mkdir(dirname(results), { recursive: true });
    await appendFile(results, `${JSON.stringify(kept)}\n`);
    own.set(seed, kept);
    onPlayed(own.size, programmes);
  }
  return judged([...own.values()], ofSize(all, { ...wanted, through: through === 'product' ? 'steps' : 'product' }));
}

async function readKept(file: string): Promise<readonly Kept[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Kept]));
}

const ofSize = (all: readonly Kept[], { through, programmes, customers, days }: Omit<Programmes, 'results'>) =>
  new Map(
    all
      .filter((each) => each.through === through && each.customers === customers && each.days === days)
      .filter(({ seed }) => seed <= programmes)
      .map((each) => [each.seed, each]),
  );

/** `others`: the same programmes the other way; they must tell the same. */
function judged(played: readonly Kept[], others: ReadonlyMap<number, Kept>): Finding & { readonly details: string } {
  const called = played.filter(({ firstCalled }) => firstCalled !== null);
  const doubted = played.filter(({ trust }) => trust < 0.01).length;
  const withheld = played.filter(({ looks }) => looks === 0).length;
  const both = played.filter(({ seed }) => others.has(seed));
  const differing = both.filter((one) => !tellTheSame(one, others.get(one.seed)!)).map(({ seed }) => seed);
  const finding = shareFinding(called.length, played.length, { atMost: 0.06 });
  const sameness =
    both.length === 0
      ? ''
      : `; ${both.length} of them also the other way, ${differing.length === 0 ? 'all told the same' : `seeds ${differing.join(', ')} told otherwise`}`;
  return {
    ...finding,
    passed: finding.passed && differing.length === 0,
    details: `called different: seeds ${called.map(({ seed }) => seed).join(', ') || 'none'}; random control differed from itself (p < .01) in ${doubted}, ${percent(doubted / played.length)}; without a look ${withheld}${sameness}`,
  };
}

const tellTheSame = (one: Kept, other: Kept): boolean =>
  one.looks === other.looks &&
  one.firstCalled === other.firstCalled &&
  Math.abs(one.trust - other.trust) <= 1e-9 * one.trust;
