/** `fitly explain`: why one customer got what they got on a day, or nothing. */

import { FitlyError } from '@fitly/core/errors';
import {
  customerNow,
  customerObjectOfKey,
  type ExplainedCustomer,
  explainCustomer,
  findOnlyAgentName,
  openWorkspace,
  parseDay,
  requireAgent,
} from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { renderCustomerNow, renderExplanation } from '../render/explanation.ts';
import { wantsColor, writeJson, writeLine } from '../terminal.ts';

interface ExplainOptions {
  readonly folder: string;
  readonly customer?: string;
  readonly decision?: string;
  readonly date?: string;
  readonly refresh: boolean;
  readonly json: boolean;
}

export function addExplain(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent; may be left out when the workspace has one')
    .addOption(folderOption())
    .option('--customer <id>', 'external id of the customer, as in Braze; it is hashed and kept nowhere')
    .option('--decision <id>', 'decision id instead, from a log, a report or a trigger property')
    .option('--date <day>', 'the day, YYYY-MM-DD (default: the newest with decisions)')
    .option('--refresh', 'also show what Braze has on this customer now; it is stored nowhere', false)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Everything is recomputed from what the run had stored, so the answer is what the run acted on.

Examples:
  $ fitly explain hillstrom --folder fitly-demo --customer mtd-00042
  $ fitly explain hillstrom --folder fitly-demo --customer mtd-00042 --date 2026-02-10 --json
  $ fitly explain hillstrom --folder fitly-demo --customer mtd-00042 --refresh
`,
    )
    .action((agent: string | undefined, options: ExplainOptions) => explain(agent, options, host));
}

async function explain(agent: string | undefined, options: ExplainOptions, host: CommandHost): Promise<void> {
  const { terminal, audit } = host;
  const who = whoOf(options);
  const day = options.date === undefined ? null : parseDay(options.date);
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const agentName = agent ?? (await findOnlyAgentName(workspace));
    await requireAgent(workspace, agentName);
    const explained: ExplainedCustomer = await explainCustomer({ workspace, agentName, day, who });
    audit.note({ object: customerObjectOfKey(workspace, explained.customerKey), after: { agent: agentName } });
    await audit.flush();
    const now = options.refresh ? await customerNow(workspace, explained) : null;
    if (options.json) writeJson(terminal, now === null ? explained : { ...explained, now });
    else {
      for (const line of renderExplanation(explained, wantsColor(terminal))) writeLine(terminal.out, line);
      if (now !== null) for (const line of renderCustomerNow(now)) writeLine(terminal.out, line);
    }
  } finally {
    await workspace.close();
  }
}

function whoOf({ customer, decision }: ExplainOptions): { externalId: string } | { decisionId: string } {
  if (customer !== undefined && decision === undefined) return { externalId: customer };
  if (decision !== undefined && customer === undefined) return { decisionId: decision };
  const given =
    customer === undefined
      ? 'neither --customer nor --decision was given'
      : 'both --customer and --decision were given';
  throw new FitlyError('customer_not_named', `${given}, expected one of them`, {
    next: 'name the customer: fitly explain AGENT --customer EXTERNAL_ID',
  });
}
