/** Mean over repetitions and half the width of its 95 % interval (normal); 0 for one repetition. */
export function meanAndHalfWidth(values: readonly number[]): { readonly mean: number; readonly halfWidth: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const count = values.length;
  return { mean, halfWidth: count > 1 ? 1.96 * Math.sqrt(squares / (count - 1) / count) : 0 };
}
