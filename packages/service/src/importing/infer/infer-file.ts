/** `fitly import --infer`: what a file is and which feed would take it, from its first rows; nothing is kept. */
import { basename } from 'node:path';
import { broughtAttributes } from '@fitly/core/design';
import { findDayInName } from '../../feeds/file-day.ts';
import { agentFiles, readAgentFile } from '../../workspace/agents.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { shownFile } from '../quarantine.ts';
import { readSample } from '../sample.ts';
import { unpackedName } from '../unpacked.ts';
import { contextYaml, feedYaml } from './feed-yaml.ts';
import { type AgentWants, type FeedFormat, type FeedProposal, proposeFeed } from './propose-feed.ts';

export interface InferredFile extends FeedProposal {
  readonly file: string;
  readonly sampled: { readonly rows: number; readonly bad: number; readonly isPart: boolean };
  /** For fitly.yaml; empty where names of columns are not known. */
  readonly feed: string;
  /** For an agent file; empty where the file has no attributes. */
  readonly contextBlock: string;
}

/** Enough to tell shares of a percent; read in a second. */
const SAMPLE_ROWS = 20_000;

/** `workspace`: whose agents may want the columns; null: none. Throws `file_not_found` and `file_unreadable`. */
export async function inferFile(path: string, workspace: Workspace | null): Promise<InferredFile> {
  const sample = await readSample(path, SAMPLE_ROWS);
  const agents = workspace === null ? [] : await wantsOf(workspace);
  const proposal = proposeFeed(
    { format: formatOf(path), hasDay: findDayInName(basename(path)) !== null },
    sample,
    agents,
  );
  const { rows, bad, isPart } = sample;
  return {
    ...proposal,
    file: shownFile(path),
    sampled: { rows: rows.length, bad, isPart },
    feed: proposal.isHeadless ? '' : feedYaml(feedName(path), proposal),
    contextBlock: proposal.isHeadless ? '' : contextYaml(proposal),
  };
}

async function wantsOf({ paths }: Workspace): Promise<AgentWants[]> {
  const files = await Promise.all((await agentFiles(paths.agents)).map(readAgentFile));
  return files.map(({ agent }) => ({
    agent: agent.name,
    event: agent.success.event,
    fields: agent.success.fields.map(({ name }) => name),
    attributes: broughtAttributes(agent.context).map(({ attribute }) => attribute),
  }));
}

function formatOf(path: string): FeedFormat {
  if (path.endsWith('.parquet')) return 'parquet';
  return unpackedName(path).endsWith('.csv') ? 'csv' : 'jsonl';
}

/** From the name of the file, without dates and numbers. */
function feedName(path: string): string {
  const words = shownFile(path) === basename(path) ? basename(unpackedName(path)).replace(/\.\w+$/, '') : '';
  const name = words
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return name === '' ? 'my_feed' : name;
}
