/** Opens a connection, with TLS where the address says so. Until it is open and verified no byte of a request exists on it. */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Rejects with the network's error, or with the reason of `signal`; the half-made connection is gone then. */
export function openConnection(url: URL, signal: Deadline): Promise<Socket> {
  const secure = url.protocol === 'https:';
  // `[::1]` in an address, `::1` for the network.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 443 : 80));
  return new Promise((resolve, reject) => {
    const named = isIP(host) === 0 ? { servername: host } : {};
    // Said, since an environment variable may have turned Node's default around.
    const checked = { rejectUnauthorized: true };
    const socket = secure
      ? connectTls({ host, port, ...named, ...checked })
      : connectTcp({ host, port, noDelay: true });
    const fail = (error: Error): void => {
      signal.onPassed = null;
      socket.destroy();
      reject(error);
    };
    signal.onPassed = fail;
    socket.once('error', fail);
    // The certificate has been checked by then.
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.off('error', fail);
      signal.onPassed = null;
      resolve(socket);
    });
  });
}

/** A deadline over several steps, of which one at a time wants to know that it has passed. Cheaper than an AbortSignal. */
export interface Deadline {
  onPassed: ((error: Error) => void) | null;
  /** The deadline no longer matters. */
  end(): void;
}

export function startDeadline(ms: number): Deadline {
  const timer = setTimeout(() => {
    deadline.onPassed?.(new DOMException(`no answer within ${ms} ms`, 'TimeoutError'));
  }, ms);
  const deadline: Deadline = { onPassed: null, end: () => clearTimeout(timer) };
  return deadline;
}
