export { keptReport, type LoadReport } from './kept-report.ts';
export { renderErrorPage, renderMissingPage } from './notice-page.ts';
export { PAGE_SECURITY_POLICY, pageAssets } from './page-assets.ts';
export { parsePageView } from './page-view.ts';
export type { Progress } from './progress.ts';
export { reportCsv } from './report-csv.ts';
export { renderReportPage } from './report-page.ts';
