/** The demo as it comes: real customers of a shop (Hillstrom 2008) and the agent of `examples/hillstrom`. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox, worldNotes } from '@fitly/braze-sandbox';
import { instantOf } from '@fitly/core/time';
import { workspacePaths } from '@fitly/service';
import type { DemoOptions } from './options.ts';
import { FIRST_DAY, type Stage } from './stage.ts';

/** Customers of the data set. */
export const ALL_CUSTOMERS = 38_400;
const TIME_ZONE = 'America/New_York';
const AGENT_FILE = fileURLToPath(new URL('../../../../examples/hillstrom/agent.yaml', import.meta.url));

const count = new Intl.NumberFormat('en-US');

/** What of the options tells who the customers are, and where the sandbox listens. */
export type HillstromOptions = Pick<DemoOptions, 'seed' | 'planted' | 'customers' | 'sandboxPort'>;

export async function hillstromStage(options: HillstromOptions & { readonly portFlag: string }): Promise<Stage> {
  const { seed, planted, sandboxPort, portFlag } = options;
  const customers = options.customers ?? ALL_CUSTOMERS;
  return {
    agentName: 'hillstrom',
    agentYaml: await readFile(AGENT_FILE, 'utf8'),
    title: 'an agent learns which e-mail to send to whom',
    introduction: [
      `  Real      ${count.format(customers)} customers of a shop and what they did in the two weeks after a men's, a women's or no e-mail`,
      '            (Hillstrom 2008, randomised): every visit, order and dollar below happened to a comparable customer.',
      planted
        ? '  Planted   how subject line and hour change the visit rate, and when within the two weeks things happen.'
        : '  Planted   when within the two weeks things happen (subject line and hour have no effect: --no-planted).',
    ],
    notes: worldNotes({ planted, customers }),
    open: async (folder) => ({
      sandbox: await startSandbox({
        port: sandboxPort,
        folder: workspacePaths(folder).sandbox,
        seed,
        planted,
        startAt: instantOf(FIRST_DAY, '00:00', TIME_ZONE),
        portFlag,
        customers,
      }),
      others: [],
    }),
  };
}
