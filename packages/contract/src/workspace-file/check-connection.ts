import { resolveZone } from '@fitly/core/time';
import type { Finding } from '../yaml/locate.ts';
import { checkName } from './check-name.ts';
import type { Connection } from './workspace-schema.ts';

/** Braze names its endpoints by instance: `rest.iad-01.braze.com`, `rest.fra-01.braze.eu`. */
const BRAZE_HOST = /^rest\.[a-z]{2,4}-\d{2}\.braze\.(?:com|eu)$/;
const LOOPBACK_HOST = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/;
/** A key put where its file should be named; keys are UUIDs, or long runs of letters and digits. */
const LOOKS_LIKE_KEY = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{24,})$/i;

/** What is wrong with one connection. Neither the address nor the key file is repeated: both may carry a secret. */
export function checkConnection(name: string, connection: Connection): Finding[] {
  const path = ['connections', name];
  const findings = checkName('connections', name, 'a connection');
  const wrong = connection.kind === 'sandbox' ? wrongSandboxUrl(connection.url) : wrongBrazeUrl(connection.url);
  if (wrong !== null) findings.push({ segments: [...path, 'url'], message: wrong });
  findings.push(
    ...keyFindings(connection).map((finding) => ({ ...finding, segments: [...path, ...finding.segments] })),
  );
  if (resolveZone(connection.timeZone, '') === '') {
    const message = `\`${connection.timeZone}\` is not a time zone; expected an IANA name such as \`Europe/Berlin\``;
    findings.push({ segments: [...path, 'timeZone'], message });
  }
  return findings;
}

function wrongSandboxUrl(text: string): string | null {
  const expected = 'expected an address on this machine, such as `http://127.0.0.1:8080`';
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'http:') return `Not the address of a sandbox: ${expected}`;
  if (!LOOPBACK_HOST.test(url.hostname)) return `A sandbox runs on this machine only: ${expected}`;
  return wrongExtras(url);
}

function wrongBrazeUrl(text: string): string | null {
  const expected =
    'expected your REST endpoint, such as `https://rest.iad-01.braze.com` or `https://rest.fra-01.braze.eu`';
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'https:') return `Not the address of Braze over https: ${expected}`;
  if (!BRAZE_HOST.test(url.hostname) || url.port !== '') return `Not a host of Braze: ${expected}`;
  return wrongExtras(url);
}

function wrongExtras(url: URL): string | null {
  if (url.username !== '' || url.password !== '') return 'The address carries a user name or password; take it out';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return 'The address goes on after the host; end it there';
  return null;
}

function keyFindings({ keyFile, secret }: Connection): Finding[] {
  if (keyFile === undefined && secret === undefined) {
    return [{ segments: [], message: 'The API key is missing; name its file (`keyFile`) or its secret (`secret`)' }];
  }
  if (keyFile !== undefined && secret !== undefined) {
    return [{ segments: ['secret'], message: '`keyFile` says where the key is already', atKey: true }];
  }
  const wrong = keyFile === undefined ? wrongSecret(secret ?? '') : wrongKeyFile(keyFile);
  return wrong === null ? [] : [{ segments: [keyFile === undefined ? 'secret' : 'keyFile'], message: wrong }];
}

/** What stands there is not repeated: somebody may have put the secret itself in the place of its name. */
export const wrongSecret = (name: string): string | null =>
  /^[a-z][a-z0-9_-]{0,62}$/.test(name) && !LOOKS_LIKE_KEY.test(name)
    ? null
    : 'Not the name of a secret: lower-case letters, digits, `_` and `-`; keep the value with `fitly secret set NAME`';

function wrongKeyFile(keyFile: string): string | null {
  if (keyFile.trim() === '') return 'The name of the key file is empty; expected a path such as `secrets/braze.key`';
  if (!LOOKS_LIKE_KEY.test(keyFile)) return null;
  return 'This looks like a key itself; write the key to a file, name the file here, and make a new key if this file was shared';
}
