/** The demo's agent, asked for one customer at a time instead of sending; or the same agent, which writes a file. */
import type { RehearsalOptions } from './rehearsal.ts';

const HOURS = /\n {2}- id: send_hour[\s\S]*?(?=\n# What the agent may know)/;

export const onRequest =
  (delivery: string, more: (yaml: string) => string = (yaml) => yaml): NonNullable<RehearsalOptions['edit']> =>
  (yaml) =>
    more(
      yaml
        .replace('every: 14 days ', 'every: 1 day ')
        .replace('horizon: 14 days', 'horizon: 1 day')
        .replace(HOURS, '')
        .replace(
          /groups:\n(?: {2}.*\n)+/,
          'groups: { agent: 50%, random_control: 20%, holdout: 20%, business_as_usual: 10% }\n',
        )
        .replace('mode: campaign', delivery),
    );

export const ASKED = onRequest('mode: api\n  activation: import');
