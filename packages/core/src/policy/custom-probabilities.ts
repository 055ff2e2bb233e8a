/** What a policy file of the user's answers for one customer, checked: nothing that is not a distribution gets any further. */
import type { Probabilities } from '../data/probabilities.ts';
import { type ActionSpace, sameSpace } from '../design/action-space.ts';
import { FitlyError } from '../errors.ts';
import type { PolicyTask } from './policy-code.ts';
import type { CustomVersion } from './policy-version.ts';

/** Probabilities may miss the sum 1 by rounding, and by no more. */
const TOLERANCE = 1e-9;

/** `mask`: at least one eligible action. Throws `custom_policy_failed` for anything that is not a distribution over it. */
export function customProbabilities(
  version: CustomVersion,
  space: ActionSpace,
  contextRow: Float64Array,
  mask: Uint8Array,
): Probabilities {
  const { file, code, state } = version;
  if (code === null) throw new FitlyError('internal', `the policy file ${file} was not read before it was asked`);
  const isFirst = !tasks.has(version);
  const task = taskOf(version, space);
  const eligible = Array.from(mask, (bit) => bit === 1);
  const ask = (): readonly number[] =>
    called(file, 'probabilities', () =>
      code.probabilities({ state, context: Array.from(contextRow), eligible: [...eligible], task }),
    );
  const answer = ask();
  const problem = problemOf(answer, eligible);
  if (problem !== null) throw customPolicyFailed(file, `probabilities() ${problem}`);
  // A policy that throws its own dice could never be replayed: the first customer is asked twice.
  if (isFirst && JSON.stringify(ask()) !== JSON.stringify(answer)) {
    throw customPolicyFailed(file, 'probabilities() gave two answers to one question; draw with `random` in prepare()');
  }
  return { kind: 'explicit', probabilities: [...answer.entries()].filter(([, p]) => p > 0) };
}

function problemOf(answer: unknown, eligible: readonly boolean[]): string | null {
  if (!Array.isArray(answer)) return `returned ${answer === null ? 'null' : typeof answer}, expected a list of numbers`;
  if (answer.length !== eligible.length) {
    return `returned ${answer.length} numbers for ${eligible.length} actions, expected one for each`;
  }
  for (const [action, p] of (answer as unknown[]).entries()) {
    if (typeof p !== 'number' || !(p >= 0 && p <= 1 + TOLERANCE)) {
      return `gave action ${action} the probability ${String(p)}, expected a number from 0 to 1`;
    }
    if (p > 0 && eligible[action] !== true) {
      return `gave action ${action} the probability ${p}, but this customer may not have it (eligible is false)`;
    }
  }
  const sum = (answer as number[]).reduce((total, p) => total + p, 0);
  return Math.abs(sum - 1) <= TOLERANCE ? null : `returned probabilities that sum to ${sum}, expected 1`;
}

/** Runs what the user wrote; whatever it throws is told as theirs. */
export function called<T>(file: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw customPolicyFailed(file, `${what}() threw ${said.slice(0, 200)}`, error);
  }
}

export const customPolicyFailed = (file: string, what: string, cause?: unknown): FitlyError =>
  new FitlyError('custom_policy_failed', `the policy file ${file}: ${what}`, {
    next: 'mend the file and run again: nothing was sent; docs/guides/own-policy.md says what it has to return',
    cause,
  });

const tasks = new WeakMap<CustomVersion, PolicyTask>();

function taskOf(version: CustomVersion, space: ActionSpace): PolicyTask {
  const known = tasks.get(version);
  if (known !== undefined) return known;
  if (!sameSpace(version.space, space)) {
    throw new FitlyError('internal', 'the policy version was made for other dimensions or options than the agent has');
  }
  const task = policyTask(space, version.features);
  tasks.set(version, task);
  return task;
}

/** Nobody can change it: it is the same object for all customers. */
export const policyTask = (space: ActionSpace, features: readonly string[]): PolicyTask =>
  Object.freeze({
    actions: Object.freeze(
      Array.from({ length: space.size }, (_, action) =>
        Object.freeze(
          Object.fromEntries(
            space.dimensions.flatMap(({ id, optionIds }, dim) =>
              space.applies(action, dim) ? [[id, optionIds[space.optionIndex(action, dim)]!]] : [],
            ),
          ),
        ),
      ),
    ),
    features: Object.freeze([...features]),
  });
