import type { SampleRatio } from '../measure/index.ts';
import { formatP, formatPlain } from './format.ts';
import type { Check } from './report.ts';

/** What a sample ratio check found, in words. `what`: plural, as in `Group sizes`. */
export function ratioCheck(id: Check['id'], what: string, check: SampleRatio, detail: string): Check {
  if (check.kind === 'refused') {
    const why = check.reason === 'no_customers' ? 'nobody is enrolled yet' : 'there is only one group';
    return { id, state: 'not_known', summary: `${what}: not known`, detail: why, figures: {} };
  }
  const statistic = check.statistic === null ? '' : `χ² ${formatPlain(check.statistic, 3)}, ${check.degrees} df, `;
  return {
    id,
    state: check.alarm ? 'failed' : 'passed',
    summary: `${what} ${check.alarm ? 'do not match the plan' : 'as planned'}`,
    detail: `${statistic}p ${formatP(check.p)}: ${detail}`,
    figures: {
      p: check.p,
      degrees: check.degrees,
      ...(check.statistic === null ? {} : { statistic: check.statistic }),
    },
  };
}
