/** A policy file that remembers whom it was asked about could never be replayed: some customers are asked about once more. */
import { formatProbabilities, type Probabilities } from '../data/probabilities.ts';
import { uniform } from '../math/random.ts';
import { customPolicyFailed } from '../policy/custom-probabilities.ts';
import type { DecideDayInput } from './decide-day-input.ts';
import type { PreparedDay } from './prepare-day.ts';

/** Of the customers whom the policy decides on, beside the first of them. */
const SHARE = 0.01;

export interface AskAgain {
  /** After each customer, in their order; `answer` as the log has it. */
  note(row: number, answer: string | null): void;
  /** After the last one, the other way round. Throws `custom_policy_failed` where an answer is not what it was. */
  check(ask: (row: number) => Probabilities | null): void;
}

/** Does nothing for a policy of the product's own. */
export function askAgain(
  { policyVersion, keys, agent, day }: DecideDayInput,
  { customers }: Pick<PreparedDay, 'customers'>,
): AskAgain {
  const answers: [row: number, answer: string][] = [];
  return {
    note(row, answer) {
      const { group, customerKey } = customers[row]!;
      if (policyVersion.kind !== 'custom' || answer === null || group !== 'agent') return;
      const isAsked = answers.length === 0 || uniform(keys.draw, 'asked again', agent.name, day, customerKey) < SHARE;
      if (isAsked) answers.push([row, answer]);
    },
    check(ask) {
      if (policyVersion.kind !== 'custom') return;
      for (const [row, answer] of answers.reverse()) {
        const now = ask(row);
        if (now !== null && formatProbabilities(now) === answer) continue;
        const what = 'probabilities() gave another answer after other customers; keep nothing between two of them';
        throw customPolicyFailed(policyVersion.file, what);
      }
    },
  };
}
