/** Importance weights and their shortened forms. Each trades variance for bias; lambda is fixed before looking. */

export type WeightRule =
  | { readonly kind: 'plain' }
  /** min(w, λ) (Bottou et al. 2013). */
  | { readonly kind: 'clip'; readonly lambda: number }
  /** w where w ≤ λ, else 0: the model takes over (Wang, Agarwal & Dudík 2017). */
  | { readonly kind: 'switch'; readonly lambda: number }
  /** λ w / (w² + λ): optimistic shrinkage (Su, Dimakopoulou, Krishnamurthy & Dudík 2020). */
  | { readonly kind: 'shrink'; readonly lambda: number }
  /** w / (1 − λ + λ w), λ in [0, 1]: sub-Gaussian (Metelli, Russo & Restelli 2021). */
  | { readonly kind: 'sub_gaussian'; readonly lambda: number };

/** λ = ∞ leaves weights as they are (clip, switch, shrink); λ = 0 takes them away. Null for a λ out of range. */
export function weightTransform(rule: WeightRule): ((w: number) => number) | null {
  if (rule.kind === 'plain') return (w) => w;
  const { lambda } = rule;
  if (!(lambda >= 0)) return null;
  if (rule.kind === 'clip') return (w) => Math.min(w, lambda);
  if (rule.kind === 'switch') return (w) => (w <= lambda ? w : 0);
  if (rule.kind === 'shrink') {
    if (lambda === Number.POSITIVE_INFINITY) return (w) => w;
    return (w) => (w === 0 ? 0 : (lambda * w) / (w * w + lambda));
  }
  return lambda > 1 ? null : (w) => (w === 0 ? 0 : w / (1 - lambda + lambda * w));
}

/** (Σw)² / Σw²: as many decisions of the candidate itself would be worth as much. 0 without usable weights (all ≥ 0, finite). */
export function effectiveSampleSize(weights: ArrayLike<number>): number {
  let [sum, squares, largest] = [0, 0, 0];
  for (let i = 0; i < weights.length; i += 1) {
    if (!(weights[i]! >= 0)) return 0;
    largest = Math.max(largest, weights[i]!);
  }
  if (!(largest > 0) || !Number.isFinite(largest)) return 0;
  for (let i = 0; i < weights.length; i += 1) {
    const share = weights[i]! / largest;
    sum += share;
    squares += share * share;
  }
  return (sum * sum) / squares;
}
