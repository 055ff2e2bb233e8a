/** What a Braze workspace holds, to pick ids from: campaigns, canvases, segments and e-mail templates. */
import type { BrazeReader } from '@fitly/braze';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { mapConcurrently } from '../daily-loop/map-concurrently.ts';
import { connectToRead, type Workspace } from '../workspace/workspace.ts';

export const BRAZE_LISTS = ['campaigns', 'canvases', 'segments', 'templates'] as const;
export type BrazeList = (typeof BRAZE_LISTS)[number];

export interface BrazeItem {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  /** Null for segments, whose list does not say. */
  readonly editedAt: Instant | null;
  /** `active`, `paused`, `draft` or `archived`, and for campaigns and canvases how they are triggered; null where there is none. */
  readonly state: string | null;
  readonly trigger: string | null;
  /** Of a segment, as Braze estimates it today; null where Braze does not track it. */
  readonly size: number | null;
}

export interface ListBraze {
  readonly list: BrazeList;
  /** Null = the only one of the workspace. */
  readonly connection: string | null;
  /** Part of a name, an id or a tag, whatever its case; null = everything. */
  readonly search: string | null;
}

/** Throws `agent_file_invalid` for a connection that is not there, and `braze_*`. */
export async function listBraze(workspace: Workspace, { list, connection, search }: ListBraze): Promise<BrazeItem[]> {
  const { reader } = await connectToRead(workspace, connection ?? onlyConnection(workspace));
  const found: Entry[] = [];
  for await (const entry of LISTS[list].entries(reader)) if (matches(entry, search)) found.push(entry);
  return mapConcurrently(found, AT_ONCE, (entry) => LISTS[list].complete(reader, entry));
}

function onlyConnection({ file }: Workspace): string {
  const names = Object.keys(file.connections);
  if (names.length === 1) return names[0]!;
  throw new FitlyError(
    'agent_file_invalid',
    `fitly.yaml has ${names.length} connections: ${names.join(', ') || 'none'}`,
    {
      next: 'name one with --connection',
    },
  );
}

interface Entry extends Pick<BrazeItem, 'id' | 'name' | 'tags' | 'editedAt'> {
  /** Of a segment: only then its size means anything. */
  readonly isTracked?: boolean;
}

function matches({ id, name, tags }: Entry, search: string | null): boolean {
  if (search === null) return true;
  const part = search.toLowerCase();
  return [id, name, ...tags].some((text) => text.toLowerCase().includes(part));
}

interface Listing {
  readonly entries: (braze: BrazeReader) => AsyncIterable<Entry>;
  /** What the list itself does not say: one more request each. */
  readonly complete: (braze: BrazeReader, entry: Entry) => Promise<BrazeItem>;
}

const PLAIN = { state: null, trigger: null, size: null };

const LISTS: Readonly<Record<BrazeList, Listing>> = {
  campaigns: {
    entries: ({ api }) =>
      mapped(api.campaigns.list(), ({ id, name, tags, lastEditedAt: editedAt }) => ({ id, name, tags, editedAt })),
    complete: async ({ api }, entry) => ({
      ...entry,
      size: null,
      ...shownState(await api.campaigns.details(entry.id)),
    }),
  },
  canvases: {
    entries: ({ api }) =>
      mapped(api.canvas.list(), ({ id, name, tags, lastEditedAt: editedAt }) => ({ id, name, tags, editedAt })),
    complete: async ({ api }, entry) => ({ ...entry, size: null, ...shownState(await api.canvas.details(entry.id)) }),
  },
  segments: {
    entries: ({ api }) => mapped(api.segments.list(), (one) => ({ ...one, editedAt: null })),
    complete: async ({ api }, { isTracked = false, ...entry }) => {
      const [today] = isTracked ? await api.segments.dataSeries(entry.id, { days: 1 }) : [];
      return { ...entry, ...PLAIN, size: today?.size ?? null };
    },
  },
  templates: {
    entries: ({ api }) =>
      mapped(api.templates.email.list(), ({ emailTemplateId: id, name, tags, updatedAt: editedAt }) => ({
        ...{ id, name, tags, editedAt },
      })),
    complete: async (_braze, entry) => ({ ...entry, ...PLAIN }),
  },
};

interface Stateful {
  readonly archived: boolean;
  readonly draft: boolean;
  readonly enabled: boolean;
  readonly scheduleType: string | null;
}

const shownState = ({ archived, draft, enabled, scheduleType }: Stateful) => ({
  state: archived ? 'archived' : draft ? 'draft' : enabled ? 'active' : 'paused',
  trigger: scheduleType,
});

async function* mapped<A, B>(all: AsyncIterable<A>, to: (one: A) => B): AsyncGenerator<B> {
  for await (const one of all) yield to(one);
}

/** Requests at the same time: a workspace with a thousand campaigns should not take minutes. */
const AT_ONCE = 8;
