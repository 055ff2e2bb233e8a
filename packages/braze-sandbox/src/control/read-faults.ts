/** The body of POST /sandbox/faults. */
import { EXPORT_FAULTS, type Faults, SEND_FAULTS } from '../faults.ts';
import { isObject, own } from '../rest/checks.ts';

/** Only what was named; `null` switches off. Null as a whole: the body cannot be read. */
export function readFaults(body: unknown): Partial<Faults> | null {
  if (!isObject(body) || Object.keys(body).some((name) => name !== 'export' && name !== 'send')) return null;
  const exportFault = own(body, 'export');
  const send = own(body, 'send');
  const kind = exportFault === null ? null : EXPORT_FAULTS.find((name) => name === exportFault);
  if (exportFault !== undefined && kind === undefined) return null;
  const sendFault = send === undefined || send === null ? null : readSendFault(send);
  if (isObject(send) ? sendFault === null : send !== undefined && send !== null) return null;
  return { ...(kind !== undefined && { export: kind }), ...(send !== undefined && { send: sendFault }) };
}

function readSendFault(raw: unknown): Faults['send'] {
  if (!isObject(raw)) return null;
  const kind = SEND_FAULTS.find((name) => name === own(raw, 'kind'));
  const status = own(raw, 'status') ?? 500;
  const times = own(raw, 'times') ?? 1;
  const accept = own(raw, 'accept') ?? false;
  if (kind === undefined || typeof accept !== 'boolean') return null;
  if (!isIntegerIn(status, 400, 599) || !isIntegerIn(times, 1, 1e9)) return null;
  return { kind, status, accept, times };
}

const isIntegerIn = (value: unknown, from: number, to: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
