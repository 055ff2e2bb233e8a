/** What becomes of a decision: whether it acts at all, and why not. */
import { numberColumn, type StoredDecisions, textColumn } from '../data/decision-table.ts';

/** `sent`: it is to be delivered. The others are counted and left out of every plan. */
export type Fate = 'sent' | 'send_nothing' | 'no_eligible_action' | 'cap';

export function fateOf(decisions: StoredDecisions): (row: number) => Fate {
  const reasons = textColumn(decisions, 'reason');
  const sendAt = numberColumn(decisions, 'send_at');
  return (row) => {
    const reason = reasons[row];
    if (reason === 'no_eligible_action' || reason === 'cap') return reason;
    return Number.isNaN(sendAt[row]) ? 'send_nothing' : 'sent';
  };
}
