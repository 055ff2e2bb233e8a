import type { Operation } from '@fitly/contract/api';
import { type FeedState, feedStates } from '../../feeds/feed-states.ts';
import { changeSource, type EventSourceState, eventSourceOf } from '../../importing/change-source.ts';
import { type QuarantineEntry, quarantineEntries } from '../../importing/quarantine-entries.ts';
import type { Handlers } from '../handler.ts';
import { page } from '../page.ts';
import { iso, isoOrNull } from './iso.ts';

type DataOperation = Extract<Operation, 'listFeeds' | 'listQuarantine' | 'readEventSource' | 'changeEventSource'>;

const feedOnTheWire = (feed: FeedState) => {
  const { name, kind, format, required, rows, posted, duplicates, suspected, newestDay } = feed;
  return {
    ...{ name, kind, format, required, rows, posted, duplicates, suspected, newestDay },
    ...{ takenAt: isoOrNull(feed.takenAt), newestAt: isoOrNull(feed.newestAt) },
    ...{ setAside: { ...feed.setAside }, doubts: [...feed.doubts], agents: [...feed.agents] },
  };
};

const entryOnTheWire = ({ name, file, at, setAside, reasons }: QuarantineEntry) => ({
  ...{ name, file, at: iso(Math.round(at)), setAside, reasons: { ...reasons } },
});

const sourceOnTheWire = ({ event, source, fromDay, feedsMayTakeOver }: EventSourceState) => ({
  ...{ event, source, fromDay, feedsMayTakeOver },
});

export const dataHandlers: Handlers<DataOperation> = {
  listFeeds: (_input, { reading }) =>
    reading(async (workspace) => ({ items: (await feedStates(workspace)).map(feedOnTheWire) })),
  listQuarantine: ({ query }, { reading }) =>
    reading(async (workspace) => {
      const newestFirst = (await quarantineEntries(workspace)).toReversed();
      return page(newestFirst.map(entryOnTheWire), ({ name }) => name, query);
    }),
  readEventSource: ({ params }, { reading }) =>
    reading(async (workspace) => sourceOnTheWire(await eventSourceOf(workspace, params.agent))),
  changeEventSource: ({ params, body }, { writing }) =>
    writing(async (workspace) => sourceOnTheWire(await changeSource(workspace, params.agent, body.use))),
};
