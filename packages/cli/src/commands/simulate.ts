/** `fitly simulate`: an agent's own design, played with simulated customers before anything is sent. */
import { writeFile } from 'node:fs/promises';
import { FitlyError } from '@fitly/core/errors';
import { findOnlyAgentName, openWorkspace, parseDay, simulateAgent } from '@fitly/service';
import { DESIGN_PARAMETERS } from '@fitly/simulator';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { wholeNumber } from '../numbers.ts';
import { renderSimulation } from '../render/simulation.ts';
import { simulationChart } from '../render/simulation-chart.ts';
import { elapsedMs, isTty, type Terminal, wantsColor, writeJson, writeLine } from '../terminal.ts';

interface SimulateOptions {
  readonly folder: string;
  readonly weeks: number;
  readonly worlds: number;
  readonly seed: string;
  readonly set: Readonly<Record<string, number>>;
  readonly svg?: string;
  readonly from?: string;
  readonly json: boolean;
}

const setting = (text: string, before: Readonly<Record<string, number>>): Readonly<Record<string, number>> => {
  const match = /^([a-zA-Z]+)=(-?[\d.]+(?:e-?\d+)?)$/.exec(text.trim());
  if (match === null || Number.isNaN(Number(match[2]))) {
    throw new InvalidArgumentError('expected NAME=NUMBER, such as baseRate=0.02.');
  }
  return { ...before, [match[1]!]: Number(match[2]) };
};

export function addSimulate(command: Command, host: CommandHost): void {
  command
    .argument('[agent]', 'name of the agent; may be left out when the workspace has one')
    .addOption(folderOption())
    .option('--weeks <n>', 'how long the programme runs', wholeNumber(2, 104), 12)
    .option('--worlds <n>', 'in how many worlds; the interval is over them', wholeNumber(1, 50), 3)
    .option('--seed <text>', 'another one gives other worlds', '1')
    .option('--set <name=number>', 'a parameter of the worlds, see below; may be repeated', setting, {})
    .option('--svg <file>', 'also write the picture to this file')
    .option('--from <day>', 'first day of an agent that has not run yet, YYYY-MM-DD (default: today)')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((agent: string | undefined, options: SimulateOptions) => simulate(agent, options, host.terminal));
}

const NAME_WIDTH = Math.max(...Object.keys(DESIGN_PARAMETERS).map((name) => name.length));

const HELP = `
Nothing is sent and nothing is stored. Customers are those of the newest run, else of imports, else drawn from the agent file.
How they answer is drawn: effects in log-odds (+0.10 is about 10 % more likely while success is rare). Parameters of --set:

${Object.entries(DESIGN_PARAMETERS)
  .map(([name, { standard, says }]) => `  ${name.padEnd(NAME_WIDTH)}  ${says} (${standard})`)
  .join('\n')}

Examples:
  $ fitly simulate hillstrom --folder fitly-demo
  $ fitly simulate hillstrom --folder fitly-demo --weeks 26 --worlds 5 --svg curve.svg
  $ fitly simulate hillstrom --folder fitly-demo --set baseRate=0.01 --set main=0.1 --json
`;

async function simulate(agent: string | undefined, options: SimulateOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  const progress = progressLine(terminal);
  try {
    const simulated = await simulateAgent({
      workspace,
      agentName: agent ?? (await findOnlyAgentName(workspace)),
      weeks: options.weeks,
      worlds: options.worlds,
      seed: options.seed,
      changes: options.set,
      today: parseDay(options.from ?? new Date().toISOString().slice(0, 10)),
      signal: terminal.stop,
      onDay: progress.tell,
    });
    progress.done();
    if (options.svg !== undefined) await writePicture(resolveFolder(terminal, options.svg), simulationChart(simulated));
    if (options.json) return writeJson(terminal, simulated);
    for (const line of renderSimulation(simulated, wantsColor(terminal))) writeLine(terminal.out, line);
    if (options.svg !== undefined) writeLine(terminal.out, `\nThe picture: ${options.svg}`);
  } finally {
    progress.done();
    await workspace.close();
  }
}

async function writePicture(path: string, svg: string): Promise<void> {
  try {
    await writeFile(path, svg);
  } catch (cause) {
    throw new FitlyError('disk_failed', `the picture ${path} cannot be written`, {
      next: 'choose another file with --svg',
      cause,
    });
  }
}

const CLEAR_LINE = '\r\u001b[2K';
const EVERY_MS = 200;

/** On a terminal a live line; elsewhere nothing. */
function progressLine(terminal: Terminal) {
  let next = elapsedMs() + EVERY_MS;
  let isShown = false;
  return {
    tell(done: number, total: number, what: string): void {
      if (!isTty(terminal.err) || elapsedMs() < next) return;
      next = elapsedMs() + EVERY_MS;
      isShown = true;
      terminal.err.write(`${CLEAR_LINE}  ${what}: ${Math.floor((100 * done) / total)} % of all`);
    },
    done(): void {
      if (isShown) terminal.err.write(CLEAR_LINE);
      isShown = false;
    },
  };
}
