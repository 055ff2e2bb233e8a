/** A comparison for tests: what a test is about is given, the rest is that of a finished demo. */
import type { Contrast } from '@fitly/contract/api';

export const interval = (estimate: number, low: number, high: number) => ({ estimate, low, high, standardError: 0.01 });

export const contrast = (given: Partial<Contrast> = {}): Contrast => ({
  ...{ id: 'agent_vs_random_control', title: 'Agent against random control', meaning: 'what learning adds' },
  ...{ treated: 'agent', control: 'random_control', role: 'primary', alpha: 0.05, plannedSize: 1_000 },
  ...{ verdict: 'better', reason: null, says: '', outlook: null, since: null, p: 0.01, smallestP: 0.01 },
  ...{
    absolute: interval(0.008, 0.002, 0.014),
    relative: interval(0.041, 0.009, 0.073),
    increment: interval(1871, 416, 3326),
  },
  ...{ visibleBy: null, series: [], computed: [], adjustment: null },
  ...given,
});

export const METRIC = { label: 'orders', event: 'order', currency: null, horizonDays: 28 } as const;
