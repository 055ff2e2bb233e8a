/**
 * Where this client may connect: a sandbox on this machine, or a Braze instance. The key never goes anywhere else.
 *
 * Host names are checked as written and, for downloads, as resolved at the moment of the check. Between that look-up and
 * fetch's own a hostile name server could answer differently: the download carries no key, so nothing but its (checked)
 * content would be at stake.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { FitlyError } from '@fitly/core/errors';

export type HostKind = 'sandbox' | 'braze';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** REST hosts of Braze's instances: `rest.iad-01.braze.com`, `rest.fra-02.braze.eu`, … (Braze docs, API basics). */
const BRAZE_HOST = /^rest\.(iad|us|fra|au|id|jp|kr)-\d{2}\.braze\.(com|eu)$/;

/**
 * The base address of the API. `alsoAllowed`: further host names that the operator of the installation (not a user of it)
 * allows, such as a company's own gateway before Braze; https and no port hold for them too. Throws `sandbox_only` for a sandbox that is not on this machine and `braze_url_invalid`
 * for anything that is not a Braze instance over https.
 */
export function checkApiUrl(text: string, kind: HostKind, alsoAllowed: readonly string[] = []): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (kind === 'sandbox') {
    if (url?.protocol === 'http:' && isPlain(url) && LOOPBACK.has(url.hostname)) return url;
    throw new FitlyError(
      'sandbox_only',
      `${shown(url)} is not a sandbox on this machine: expected http://127.0.0.1:PORT`,
      {
        next: 'Give the address that the sandbox printed when it started.',
      },
    );
  }
  const known = url !== null && (BRAZE_HOST.test(url.hostname) || alsoAllowed.includes(url.hostname));
  if (known && url.protocol === 'https:' && isPlain(url) && url.port === '') return url;
  throw new FitlyError(
    'braze_url_invalid',
    `${shown(url)} is not the REST address of a Braze instance: expected https://rest.INSTANCE.braze.com or .eu`,
    { next: 'Copy the REST endpoint of your instance from the Braze dashboard (Settings, APIs and identifiers).' },
  );
}

/**
 * The address of a finished export. A sandbox serves it itself; Braze names a storage host, which must be https, a name
 * rather than an address, and must resolve to public addresses only. Throws `braze_refused`.
 */
export async function checkDownloadUrl(text: string, api: URL, kind: HostKind): Promise<URL> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (kind === 'sandbox') {
    if (url !== null && url.origin === api.origin && url.username === '' && url.password === '') return url;
    throw badDownload(url, `expected an address at ${api.host} itself`);
  }
  const named =
    url?.protocol === 'https:' && url.username === '' && url.password === '' && isIP(bare(url.hostname)) === 0;
  if (url === null || !named) throw badDownload(url, 'expected an https address with a host name');
  const addresses = await lookup(url.hostname, { all: true }).catch(() => []);
  if (addresses.length === 0) {
    throw new FitlyError('braze_unreachable', `The export's host ${url.hostname} cannot be found`, {
      next: 'Check the name resolution of this machine and run again.',
    });
  }
  if (addresses.some(({ address }) => !isPublicAddress(address))) throw badDownload(url, 'expected a public address');
  return url;
}

/** Networks that are not on the public internet (RFC 6890 and its IPv6 relatives). */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
/** Only 2000::/3 is handed out for the public internet; of it, 6to4 and Teredo wrap other addresses. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
const WRAPPED_V6 = new BlockList();
WRAPPED_V6.addSubnet('2001::', 32, 'ipv6');
WRAPPED_V6.addSubnet('2002::', 16, 'ipv6');

/** Whether an address, as text, belongs to the public internet. Anything unreadable does not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  if (family === 6) return PUBLIC_V6.check(address, 'ipv6') && !WRAPPED_V6.check(address, 'ipv6');
  return false;
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

const isPlain = (url: URL): boolean =>
  url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.pathname === '/';

/** Only protocol and host are ever shown: the rest of an address may carry a secret. */
const shown = (url: URL | null): string => (url === null ? 'The given text' : `${url.protocol}//${url.host}`);

function badDownload(url: URL | null, expected: string): FitlyError {
  return new FitlyError('braze_refused', `The export is offered at ${shown(url)}, which is not allowed: ${expected}`, {
    next: 'Check the export settings of the workspace in Braze.',
  });
}
