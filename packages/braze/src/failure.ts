/**
 * What a failed request tells about the request: could any byte of it have reached the other side?
 *
 * Only failures that happen while a connection is being made count as "none". Everything else, known or unknown, is
 * "maybe": a wrong "none" would send a message twice, a wrong "maybe" only leaves a doubt to look into.
 */

export interface Failure {
  readonly kind: 'failure';
  readonly bytesWritten: 'none' | 'maybe';
  readonly reason: FailureReason;
}
type FailureReason =
  | 'dns_failed'
  | 'connection_refused'
  | 'connection_failed'
  | 'certificate_refused'
  | 'timeout'
  | 'connection_lost'
  | 'held_back';

const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);

/**
 * Certificate checks end before application data is written (Node destroys the socket at `secureConnect`). Other TLS
 * errors can also occur on an established connection, so they are not here. Names: OpenSSL X509_V_ERR_*, Node's tls.
 */
const CERTIFICATE = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Classes whatever a request, or `fetch` where files are downloaded, threw. */
export function classifyFailure(error: unknown): Failure {
  const root = innermost(error);
  if (isTimeout(error) || isTimeout(root)) return maybe('timeout');
  const { code, syscall } = fieldsOf(root);
  // Node tries several addresses of a name; all of them failing to connect is one failure to connect.
  if (root instanceof AggregateError && root.errors.length > 0) {
    const each = root.errors.map(classifyFailure);
    return each.every((failure) => failure.bytesWritten === 'none') ? each[0]! : maybe('connection_lost');
  }
  if (DNS.has(code) || syscall === 'getaddrinfo') return none('dns_failed');
  if (code === 'ECONNREFUSED') return none('connection_refused');
  if (syscall === 'connect' || code === 'UND_ERR_CONNECT_TIMEOUT') return none('connection_failed');
  if (CERTIFICATE.has(code)) return none('certificate_refused');
  return maybe('connection_lost');
}

/** For whatever ended an attempt to connect: nothing of the request was written yet, also where the code is not known. */
export function nothingWritten(error: unknown): Failure {
  const { reason } = classifyFailure(error);
  return none(reason === 'connection_lost' ? 'connection_failed' : reason);
}

/** Whoever sends has called it off before the first byte. */
export const HELD_BACK: Failure = { kind: 'failure', bytesWritten: 'none', reason: 'held_back' };

const none = (reason: FailureReason): Failure => ({ kind: 'failure', bytesWritten: 'none', reason });
const maybe = (reason: FailureReason): Failure => ({ kind: 'failure', bytesWritten: 'maybe', reason });

/** fetch wraps the network's error in a TypeError. */
const innermost = (error: unknown): unknown =>
  error instanceof TypeError && error.cause !== undefined ? error.cause : error;

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

function fieldsOf(error: unknown): { code: string; syscall: string } {
  if (typeof error !== 'object' || error === null) return { code: '', syscall: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : '';
  return { code, syscall };
}
