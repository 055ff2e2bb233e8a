/** `fitly feeds`: what stands under feeds: in fitly.yaml, and what has come of each so far. */
import { feedStates, openWorkspace } from '@fitly/service';
import type { Command } from 'commander';
import type { CommandHost } from '../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../folder.ts';
import { renderFeeds } from '../render/feeds.ts';
import { type Terminal, widthOf, writeJson, writeLine } from '../terminal.ts';

interface FeedsOptions {
  readonly folder: string;
  readonly json: boolean;
}

export function addFeeds(command: Command, { terminal }: CommandHost): void {
  command
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ fitly feeds --folder fitly-demo\n')
    .action((options: FeedsOptions) => showFeeds(options, terminal));
}

async function showFeeds(options: FeedsOptions, terminal: Terminal): Promise<void> {
  const folder = resolveFolder(terminal, options.folder);
  const workspace = await openWorkspace({ folder, now: Date.now, env: terminal.env, lockFor: null });
  try {
    const states = await feedStates(workspace);
    if (options.json) return writeJson(terminal, states);
    for (const line of renderFeeds(states, widthOf(terminal.out))) writeLine(terminal.out, line);
  } finally {
    await workspace.close();
  }
}
