/** What an agent file asks for and a simulated world does not know: told, since the forecast is of an agent without it. */
import type { Agent } from '@fitly/core/design';

export interface NotPlayed {
  /** Of the agent file. */
  readonly field: 'learning.funnel' | 'learning.startFrom';
  readonly says: string;
}

export function notPlayed({
  funnel,
  startFrom,
}: Pick<Agent['learning'], 'funnel' | 'startFrom'>): readonly NotPlayed[] {
  const parts: NotPlayed[] = [];
  if (funnel.length > 0) {
    parts.push({
      field: 'learning.funnel',
      says: `the stages ${funnel.join(', ')} are not played, since worlds tell of the success alone: where they tell sooner what works, it learns faster than shown`,
    });
  }
  if (startFrom !== null) {
    parts.push({
      field: 'learning.startFrom',
      says: `it begins with nothing here, not with what ${startFrom} learned: the first weeks may be better than shown, or worse where the two programmes differ`,
    });
  }
  return parts;
}
