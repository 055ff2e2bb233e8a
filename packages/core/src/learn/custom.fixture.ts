/** A policy as a user may write it: the mean reward of each option, and draws around it. Only for tests. */
import type { Json, PolicyCode } from '../policy/policy-code.ts';
import type { PolicyFile } from './custom.ts';

type Means = Readonly<Record<string, { readonly n: number; readonly sum: number }>>;

const meansOf = (state: Json): Means => (state ?? {}) as unknown as Means;

export const OPTION_MEANS: PolicyCode = {
  learn({ state, rows, task }) {
    const means: Record<string, { n: number; sum: number }> = { ...meansOf(state) };
    for (const { action, reward, weight } of rows) {
      for (const [dimension, option] of Object.entries(task.actions[action]!)) {
        const { n, sum } = means[`${dimension}=${option}`] ?? { n: 0, sum: 0 };
        means[`${dimension}=${option}`] = { n: n + weight, sum: sum + weight * reward };
      }
    }
    return means;
  },
  prepare({ state, task, random }) {
    const means = meansOf(state);
    return task.actions.map((options, action) =>
      Object.entries(options).reduce((worth, [dimension, option]) => {
        const { n, sum } = means[`${dimension}=${option}`] ?? { n: 0, sum: 0 };
        return worth + sum / (n + 1) + random(`${action} ${dimension}`) / (n + 1);
      }, 0),
    );
  },
  probabilities({ state, eligible }) {
    const worth = state as readonly number[];
    const open = [...eligible.keys()].filter((action) => eligible[action]);
    const best = open.reduce((a, b) => (worth[b]! > worth[a]! ? b : a));
    const each = 0.2 / open.length;
    return eligible.map((may, action) => (may ? each + (action === best ? 0.8 : 0) : 0));
  },
};

export const policyFile = (code: PolicyCode): PolicyFile => ({
  file: 'policies/mine.ts',
  sha256: 'not hashed in tests',
  source: 'not read in tests',
  code,
});
