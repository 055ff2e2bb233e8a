import { formatCount, formatPlain, GROUP_NAMES, type LaunchPlan } from '@fitly/core/report';
import { wrap } from './wrap.ts';

/** Customers of each group, the smallest effect and when, in sentences of their own. */
export function launchLines({ customers, baseline, groups, contrasts }: LaunchPlan, width: number): string[] {
  const sizes = groups.map(({ group, customers: own }) => `${GROUP_NAMES[group]} ${formatCount(own)}`).join(', ');
  const head = `What it can show, with ${formatCount(customers)} customers and ${formatPlain(baseline.mean, 3)} per customer in ${baseline.days} days:`;
  const note = 'As if all of them were there on the first day, and successes came evenly and independently.';
  const said = [`${sizes}.`, ...contrasts.flatMap(({ says }) => says), note];
  return [`  ${head}`, ...said.flatMap((each) => wrap(each, Math.max(20, width - 4)).map((line) => `    ${line}`))];
}
