/** Many worlds' results → mean, standard error, and differences paired by world. */
import type { PlayedProgramme } from '@fitly/simulator';

export interface WorldResult extends PlayedProgramme {
  readonly seed: string;
}

export interface MeanAndError {
  readonly mean: number;
  /** Of the mean, over worlds; null for one world. */
  readonly standardError: number | null;
}

export interface PolicySummary {
  readonly name: string;
  readonly share: number;
  readonly standardError: number | null;
  /** Share minus that of the best policy, paired; null for the best one. */
  readonly difference: MeanAndError | null;
  /** Worlds in which it was the best of all. */
  readonly wins: number;
  /** Mean share per 10 days. */
  readonly shareByBlock: readonly number[];
}

/** `policies` in the order they were asked for; `share` is that of `logistic`, or of the first policy without it. */
export function summarize(results: readonly WorldResult[], names: readonly string[]) {
  const sharesOf = (index: number): number[] => results.map(({ scores }) => scores[index]!.share);
  const means = names.map((_, index) => meanAndError(sharesOf(index)));
  const best = means.reduce((top, { mean }, index) => (mean > means[top]!.mean ? index : top), 0);
  const own = Math.max(0, names.indexOf('logistic'));
  const winners = results.map(({ scores }) => {
    const shares = scores.map(({ share }) => share);
    return shares.indexOf(Math.max(...shares));
  });
  const policies = names.map((name, index): PolicySummary => {
    const shares = sharesOf(index);
    const ofBest = sharesOf(best);
    return {
      name,
      share: means[index]!.mean,
      standardError: means[index]!.standardError,
      difference: index === best ? null : meanAndError(shares.map((share, world) => share - ofBest[world]!)),
      wins: winners.filter((winner) => winner === index).length,
      shareByBlock: blockMeans(results.map(({ scores }) => scores[index]!.shareByBlock)),
    };
  });
  const mean = (values: readonly number[]): number => meanAndError(values).mean;
  return {
    share: means[own]!.mean,
    standardError: means[own]!.standardError,
    policies,
    best: names[best]!,
    bestFixedShare: mean(results.map(({ bestFixed, uniform, oracle }) => (bestFixed - uniform) / (oracle - uniform))),
    uniform: mean(results.map(({ uniform }) => uniform)),
    oracle: mean(results.map(({ oracle }) => oracle)),
  };
}

function meanAndError(values: readonly number[]): MeanAndError {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const count = values.length;
  return { mean, standardError: count > 1 ? Math.sqrt(squares / (count - 1) / count) : null };
}

function blockMeans(worlds: readonly (readonly number[])[]): number[] {
  return worlds[0]!.map((_, block) => worlds.reduce((sum, shares) => sum + shares[block]!, 0) / worlds.length);
}
