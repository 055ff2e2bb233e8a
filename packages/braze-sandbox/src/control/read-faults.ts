/** The body of POST /sandbox/faults. */
import { EXPORT_FAULTS, FAULT_KINDS, type Fault, plainFault } from '../faults/fault.ts';
import type { Armed, FaultSchedule, Faults } from '../faults/switch.ts';
import { isObject, isStrings, own } from '../rest/checks.ts';

type Raw = Readonly<Record<string, unknown>>;
/** undefined = cannot be read. */
type Reader<T> = (raw: unknown) => T | undefined;

export const FAULTS_FORM = `Expected {export: ${EXPORT_FAULTS.join(' | ')} | null, send | request: {kind, times?, status?, accept?, seconds?, count?, named?, paths?} | null, schedule: {steps: [kind | {kind, …}], paths?} | {seed, share, kinds, paths?} | null, read_back_seconds: 0–300, race_seconds: 0–60}; kinds: ${FAULT_KINDS.join(', ')}`;

/** Only what was named; `null` switches off. `unread` names what cannot be read. */
export function readFaults(body: unknown): { readonly faults: Partial<Faults> } | { readonly unread: string } {
  if (!isObject(body)) return { unread: 'The body' };
  const read: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(body)) {
    const part = PARTS.get(name);
    const value = part?.read(raw);
    if (part === undefined || value === undefined) return { unread: name };
    read[part.member] = value;
  }
  return { faults: read };
}

const orNull =
  <T>(read: Reader<T>): Reader<T | null> =>
  (raw) =>
    raw === null ? null : read(raw);

const number =
  (from: number, to: number): Reader<number> =>
  (raw) =>
    typeof raw === 'number' && Number.isInteger(raw) && raw >= from && raw <= to ? raw : undefined;

/** A fault by its kind, or with its details. */
const readFault: Reader<Fault> = (raw) => {
  if (typeof raw === 'string') return readFault({ kind: raw });
  if (!isObject(raw)) return undefined;
  const kind = FAULT_KINDS.find((name) => name === own(raw, 'kind'));
  if (kind === undefined) return undefined;
  const usual = plainFault(kind);
  const status = number(400, 599)(own(raw, 'status') ?? usual.status);
  const seconds = number(0, 120)(own(raw, 'seconds') ?? usual.seconds);
  const count = number(1, 75)(own(raw, 'count') ?? usual.count);
  const accept = own(raw, 'accept') ?? usual.accept;
  const named = own(raw, 'named') ?? usual.named;
  if (status === undefined || seconds === undefined || count === undefined) return undefined;
  if (typeof accept !== 'boolean' || typeof named !== 'boolean') return undefined;
  return { kind, status, accept, seconds, count, named };
};

const readArmed: Reader<Armed> = (raw) => {
  const fault = readFault(raw);
  const times = number(1, 1e9)((isObject(raw) ? own(raw, 'times') : undefined) ?? 1);
  return fault === undefined || times === undefined ? undefined : { ...fault, times };
};

const readPaths = (raw: Raw): readonly string[] | undefined => {
  const paths = own(raw, 'paths') ?? [];
  return isStrings(paths) ? paths : undefined;
};

const readRequest: Reader<NonNullable<Faults['request']>> = (raw) => {
  const armed = readArmed(raw);
  const paths = isObject(raw) ? readPaths(raw) : [];
  return armed === undefined || paths === undefined ? undefined : { ...armed, paths };
};

const readList = (raw: unknown): readonly Fault[] | undefined => {
  if (!Array.isArray(raw) || raw.length === 0) return undefined;
  const faults = raw.map(readFault);
  return faults.every((fault) => fault !== undefined) ? faults : undefined;
};

const readSchedule: Reader<FaultSchedule> = (raw) => {
  if (!isObject(raw)) return undefined;
  const paths = readPaths(raw);
  if (paths === undefined) return undefined;
  const steps = readList(own(raw, 'steps'));
  if (steps !== undefined) return { steps, paths };
  const kinds = readList(own(raw, 'kinds'));
  const given = own(raw, 'seed');
  const seed = typeof given === 'number' ? String(given) : given;
  const share = own(raw, 'share');
  const isShare = typeof share === 'number' && share >= 0 && share <= 1;
  return kinds === undefined || typeof seed !== 'string' || !isShare ? undefined : { seed, share, kinds, paths };
};

interface Part {
  readonly member: keyof Faults;
  readonly read: Reader<unknown>;
}

const PARTS: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['export', { member: 'export', read: orNull((raw) => EXPORT_FAULTS.find((name) => name === raw)) }],
  ['send', { member: 'send', read: orNull(readArmed) }],
  ['request', { member: 'request', read: orNull(readRequest) }],
  ['schedule', { member: 'schedule', read: orNull(readSchedule) }],
  ['read_back_seconds', { member: 'readBackSeconds', read: number(0, 300) }],
  ['race_seconds', { member: 'raceSeconds', read: number(0, 60) }],
  // As GET shows them.
  ['readBackSeconds', { member: 'readBackSeconds', read: number(0, 300) }],
  ['raceSeconds', { member: 'raceSeconds', read: number(0, 60) }],
]);
