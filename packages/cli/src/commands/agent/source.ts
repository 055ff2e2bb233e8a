/** `fitly agent source`: where an agent takes its success from, and the way back from a feed that took over by mistake. */
import { changeSource, type EventSourceState, eventSourceOf } from '@fitly/service';
import { type Command, Option } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderAgain, folderOption, jsonOption } from '../../folder.ts';
import { type Terminal, writeJson, writeLine } from '../../terminal.ts';
import { inWorkspace } from './in-workspace.ts';

const USES = ['exports', 'feeds'] as const;

interface SourceOptions {
  readonly folder: string;
  readonly use?: (typeof USES)[number];
  readonly json: boolean;
}

const HELP = `
An event that came from two sources would count twice, so there is one. The first success event of a feed makes that the
source. --use exports goes back: Braze exports count as if no feed had taken over, and the next run makes all readings
again; what has trained stays. --use feeds lets the next such event of a feed take over again.

Example:
  $ fitly agent source winback --use exports
`;

export function addSource(agent: Command, { terminal }: CommandHost): void {
  agent
    .command('source')
    .argument('<name>', 'name of the agent')
    .description(
      'say from where the success event comes: Braze exports, imports or feeds; or go back from feeds to exports',
    )
    .addOption(folderOption())
    .addOption(new Option('--use <source>', 'take it from there from the next run on').choices(USES))
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((name: string, options: SourceOptions) => showSource(name, options, terminal));
}

async function showSource(name: string, options: SourceOptions, terminal: Terminal): Promise<void> {
  const { use, folder } = options;
  const state =
    use === undefined
      ? await inWorkspace(terminal, folder, null, (workspace) => eventSourceOf(workspace, name))
      : await inWorkspace(terminal, folder, 'fitly agent source', (workspace) => changeSource(workspace, name, use));
  if (options.json) return writeJson(terminal, state);
  writeLine(terminal.out, inWords(state));
  if (use !== undefined) writeLine(terminal.out, `Next: fitly run ${name}${folderAgain(folder)}`);
}

const SOURCES: Readonly<Record<EventSourceState['source'], string>> = {
  exports: 'Braze exports',
  imports: 'fitly import',
  currents: 'a feed of Braze Currents',
  files: 'feeds of files',
};

function inWords({ agent, event, source, fromDay, feedsMayTakeOver }: EventSourceState): string {
  const since = fromDay === null ? '' : `, since ${fromDay}`;
  const feeds = feedsMayTakeOver ? 'the first one that a feed brings makes that the source' : 'feeds do not take over';
  return `${agent} takes ${event} from ${SOURCES[source]}${since}${source === 'exports' ? `; ${feeds}` : ''}.`;
}
