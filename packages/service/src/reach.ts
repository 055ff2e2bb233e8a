/** From where the service can be reached: this machine alone, or others too, who then have to sign in over TLS. */
import { FitlyError } from '@fitly/core/errors';
import type { Identity } from '@fitly/identity';

export interface Reach {
  /** Address to listen on. */
  readonly host: string;
  /** `https://fitly.example.com`, as browsers know the service; null: by the address that it listens on. */
  readonly publicUrl: string | null;
}

const LOOPBACK_HOST = '127.0.0.1';
export const THIS_MACHINE: Reach = { host: LOOPBACK_HOST, publicUrl: null };
/** Names under which this machine is asked; any other is a foreign page that had its name point here. */
const OWN_NAMES: readonly string[] = [LOOPBACK_HOST, 'localhost'];

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

export const namesOf = ({ publicUrl }: Reach): readonly string[] =>
  publicUrl === null ? OWN_NAMES : [...OWN_NAMES, new URL(publicUrl).hostname];

/** Whether others than the people of this machine may come. */
const isExposed = ({ host, publicUrl }: Reach): boolean => publicUrl !== null || !isLoopback(host);

/**
 * Throws `reach_refused` where others could come and would not have to sign in, or could be listened to. `identity`: null where
 * nobody can sign in.
 */
export async function requireSafe(reach: Reach, identity: (() => Promise<Identity>) | null): Promise<void> {
  if (!isExposed(reach)) return;
  const { publicUrl } = reach;
  const url = publicUrl === null ? null : URL.parse(publicUrl);
  if (url === null || url.protocol !== 'https:' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw refused(
      `others than this machine may only come over TLS; the public address is ${publicUrl === null ? 'not given' : 'no https://HOST'}`,
      'put a proxy in front that speaks TLS, and say --public-url https://fitly.example.com',
    );
  }
  if (identity !== null && (await (await identity()).signIn.firstOwner()) === null) return;
  throw refused(
    'nobody who owns this workspace has a password yet, so that whoever finds the link would be the owner',
    'start without --host and --public-url, open the link, set a password on the page Your account, then start again',
  );
}

const refused = (message: string, next: string): FitlyError => new FitlyError('reach_refused', message, { next });
