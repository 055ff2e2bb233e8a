/** All numbers of a report as one table: what `fitly report --csv` prints and the web app hands over. */
export { reportCsv } from '@fitly/core/report';
