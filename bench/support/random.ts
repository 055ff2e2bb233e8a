/** xorshift32: the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [0, n). */
  below(n: number): number;
  pick<One>(all: readonly One[]): One;
}

export function randomOf(seed: number): Random {
  // Seeds that lie side by side must not give numbers that do; 0 is a fixed point.
  let state = Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  const below = (n: number): number => Math.floor(next() * n);
  return { next, below, pick: (all) => all[below(all.length)]! };
}
