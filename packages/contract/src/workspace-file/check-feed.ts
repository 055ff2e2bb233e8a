import { posix } from 'node:path';
import type { Finding } from '../yaml/locate.ts';
import { checkFeedColumns } from './check-feed-columns.ts';
import { checkFeedSource } from './check-feed-source.ts';
import { checkName } from './check-name.ts';
import type { FeedInput } from './feed-schema.ts';

/** Folders that belong to the product: what arrives from outside may not be mixed with them. */
const OWN_FOLDERS = ['agents', 'lake', 'quarantine', 'recommendations', 'sandbox', 'secrets'];

/** What is wrong with the feeds. Two feeds over one folder would fight for its files. */
export function checkFeeds(feeds: Readonly<Record<string, FeedInput>>): Finding[] {
  const findings: Finding[] = [];
  const taken: { readonly name: string; readonly folder: string }[] = [];
  for (const [name, feed] of Object.entries(feeds)) {
    findings.push(...checkName('feeds', name, 'a feed'));
    findings.push(...checkFeedSource(name, feed), ...checkFeedColumns(name, feed));
    if (feed.folder === undefined || feed.format === 'postgres' || feed.format === 'rest') continue;
    const folder = posix.normalize(`${feed.folder.trim()}/`);
    const wrong = wrongFolder(feed.folder, folder) ?? sharedWith(folder, taken);
    if (wrong !== null) findings.push({ segments: ['feeds', name, 'folder'], message: wrong });
    taken.push({ name, folder });
  }
  return findings;
}

function wrongFolder(given: string, folder: string): string | null {
  const expected = 'expected a folder of its own, such as `currents`';
  if (given.trim() === '') return `The name of the folder is empty; ${expected}`;
  if (folder === './' || folder === '/') return `The folder holds everything else too; ${expected}`;
  const [first] = folder.split('/');
  return OWN_FOLDERS.includes(first!) ? `\`${first}\` belongs to Fitly itself; ${expected}` : null;
}

function sharedWith(
  folder: string,
  others: readonly { readonly name: string; readonly folder: string }[],
): string | null {
  const other = others.find((one) => folder.startsWith(one.folder) || one.folder.startsWith(folder));
  return other === undefined
    ? null
    : `The feed \`${other.name}\` takes the files of this folder; give each feed its own`;
}
