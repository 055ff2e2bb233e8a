import type { Report } from '@fitly/core/report';

export type LoadReport = () => Promise<Report | null>;

/**
 * Loads the report once per key and keeps the newest; requests at the same time share one load. What could not be loaded
 * is not kept: the next request tries again. `keyOf` names the state that the report is made from.
 */
export function keptReport(load: LoadReport, keyOf: () => Promise<string>): LoadReport {
  let kept: { readonly key: string; readonly report: Promise<Report | null> } | null = null;
  return async () => {
    const key = await keyOf();
    if (kept?.key === key) return kept.report;
    const mine = { key, report: load() };
    kept = mine;
    try {
      return await mine.report;
    } catch (error) {
      if (kept === mine) kept = null;
      throw error;
    }
  };
}
