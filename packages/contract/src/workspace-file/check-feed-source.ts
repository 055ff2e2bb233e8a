/** Whether a feed says where its rows come from: files from a folder, the rows of a query from a database, or calls. */
import type { Finding } from '../yaml/locate.ts';
import { wrongSecret } from './check-connection.ts';
import type { FeedInput } from './feed-schema.ts';

const OF_QUERIES = ['query', 'urlFile', 'urlVariable', 'urlSecret', 'overlapHours', 'timeoutSeconds'] as const;

/** What the file says of the address is not repeated: somebody may have put the address itself there. */
export function checkFeedSource(name: string, feed: FeedInput): Finding[] {
  const findings = SOURCES[feed.format === 'postgres' || feed.format === 'rest' ? feed.format : 'files'](feed);
  return findings.map((finding) => ({ ...finding, segments: ['feeds', name, ...finding.segments] }));
}

const needed = (key: string, format: string, example: string): Finding => ({
  segments: [key],
  message: `\`${key}\` is missing; \`format: ${format}\` needs it, such as \`${example}\``,
});

const folderFindings = (feed: FeedInput): Finding[] => [
  ...(feed.folder === undefined ? [needed('folder', feed.format, 'folder: feeds/shop')] : []),
  ...ofQueriesOnly(feed),
];

const ofQueriesOnly = (feed: FeedInput): Finding[] =>
  OF_QUERIES.filter((key) => feed[key] !== undefined).map((key) => ({
    segments: [key],
    message: `\`${key}\` is for \`format: postgres\` only`,
    atKey: true as const,
  }));

const noFolder = ({ folder, format }: FeedInput): Finding[] =>
  folder === undefined
    ? []
    : [{ segments: ['folder'], message: `\`folder\` is not for \`format: ${format}\``, atKey: true }];

/** Events are posted to the service: there is no place to name. */
const restFindings = (feed: FeedInput): Finding[] => [...noFolder(feed), ...ofQueriesOnly(feed)];

function queryFindings(feed: FeedInput): Finding[] {
  const { query, urlFile, urlSecret, overlapHours, kind } = feed;
  const atKey = true as const;
  const findings = noFolder(feed);
  if (query === undefined) findings.push(needed('query', 'postgres', 'query: select * from orders'));
  else {
    const wrong = wrongQuery(query);
    if (wrong !== null) findings.push({ segments: ['query'], message: wrong });
  }
  const given = (['urlFile', 'urlVariable', 'urlSecret'] as const).filter((key) => feed[key] !== undefined);
  const [first, ...others] = given;
  if (first === undefined) findings.push(needed('urlFile', 'postgres', 'urlFile: secrets/shop.url'));
  for (const key of others)
    findings.push({ segments: [key], message: `\`${first}\` says where the address is already`, atKey });
  const wrong = urlSecret === undefined ? null : wrongSecret(urlSecret);
  if (wrong !== null) findings.push({ segments: ['urlSecret'], message: wrong });
  if (urlFile !== undefined && /:\/\/|@/.test(urlFile))
    findings.push({ segments: ['urlFile'], message: LOOKS_LIKE_URL });
  if (overlapHours !== undefined && kind === 'snapshot') {
    findings.push({ segments: ['overlapHours'], message: '`overlapHours` is not for `kind: snapshot`', atKey });
  }
  return findings;
}

const SOURCES = { files: folderFindings, postgres: queryFindings, rest: restFindings };

const LOOKS_LIKE_URL =
  'This looks like the address itself; write it to a file, name the file here, and change the password if this file was shared';

/** Comments before the first word, then the word. */
const FIRST_WORD = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]+)/i;
const READS = ['select', 'with', 'values', 'table'];

function wrongQuery(query: string): string | null {
  const first = FIRST_WORD.exec(query)?.[1]?.toLowerCase() ?? '';
  if (!READS.includes(first)) return 'A query reads: expected one statement that begins with `select` or `with`';
  return null;
}
