import type { StartedAgent } from '@fitly/service';

export function audienceInWords({ segments, rule }: StartedAgent['audience']): string {
  const parts = [
    ...(segments.anyOf.length === 0 ? [] : [`in any of ${segments.anyOf.join(', ')}`]),
    ...(segments.allOf.length === 0 ? [] : [`in all of ${segments.allOf.join(', ')}`]),
    ...(segments.noneOf.length === 0 ? [] : [`in none of ${segments.noneOf.join(', ')}`]),
    ...(rule === null ? [] : [`where ${rule}`]),
  ];
  return `customers ${parts.join(' and ')}`;
}
