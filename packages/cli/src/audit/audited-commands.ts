/** Which commands leave an entry in the audit log, under the names of the operations that do the same over the API. */
import type { AuditDetail } from '@fitly/service';

export interface AuditedCommand {
  readonly action: string;
  readonly object?: (args: readonly string[]) => string | null;
  /** Absent: always. */
  readonly when?: (options: Readonly<Record<string, unknown>>) => boolean;
  readonly after?: (args: readonly string[], options: Readonly<Record<string, unknown>>) => AuditDetail | null;
}

const agent = ([name]: readonly string[]): string => (name === undefined ? 'every agent' : `agent ${name}`);
const person = ([email]: readonly string[]): string => `person ${email}`;
const secret = ([name]: readonly string[]): string => `secret ${name}`;
const key = ([name]: readonly string[]): string => `key ${name}`;

const why = (note: unknown): AuditDetail => ({ note: typeof note === 'string' ? note : null });

/** By the words of the command line. Ids of customers are in no table: they are hashed where they are known. */
export const AUDITED_COMMANDS: Readonly<Record<string, AuditedCommand>> = {
  'agent new': { action: 'createAgent', object: agent },
  'agent start': { action: 'startAgent', object: agent },
  'agent pause': { action: 'pauseAgent', object: agent },
  'agent resume': { action: 'resumeAgent', object: agent },
  'agent live': { action: 'allowLive', object: agent },
  'agent stop': { action: 'stopAgent', object: agent },
  'agent kill': { action: 'killAgent', object: agent, after: (_, { note }) => ({ killed: true, ...why(note) }) },
  'agent release': { action: 'releaseAgent', object: agent, after: (_, { note }) => ({ killed: false, ...why(note) }) },
  'agent save': { action: 'saveVersion', object: agent },
  'agent restore': {
    action: 'restoreVersion',
    object: agent,
    after: (_, { version }) => ({ version: Number(version) }),
  },
  'agent apply': { action: 'applyAgents' },
  'agent source': { action: 'changeEventSource', object: agent },
  'team invite': { action: 'invitePerson', object: person, after: (_, { role }) => ({ role: String(role) }) },
  'team link': { action: 'linkPerson', object: person },
  'team role': { action: 'changePerson', object: person, after: ([, role]) => ({ role: String(role) }) },
  'team disable': { action: 'changePerson', object: person, after: () => ({ disabled: true }) },
  'team enable': { action: 'changePerson', object: person, after: () => ({ disabled: false }) },
  'team remove': { action: 'removePerson', object: person },
  'key create': {
    ...{ action: 'createKey', object: key },
    after: (_, { permissions, days }) => ({
      permissions: Array.isArray(permissions) ? permissions.map(String) : [],
      days: typeof days === 'number' ? days : null,
    }),
  },
  'key revoke': { action: 'revokeKey', object: key },
  'secret set': { action: 'setSecret', object: secret },
  'secret remove': { action: 'removeSecret', object: secret },
  'secret rotate-key': { action: 'rotateSecretsKey' },
  'customer export': { action: 'exportCustomer' },
  'customer erase': { action: 'eraseCustomer' },
  explain: { action: 'explainCustomer' },
  run: { action: 'startRun', when: ({ dryRun }) => dryRun !== true },
  import: { action: 'importFile', when: ({ infer }) => infer !== true },
  'import retry': { action: 'retryImport' },
  backup: { action: 'backUp' },
  restore: { action: 'restoreBackup' },
  adopt: {
    action: 'adoptFolder',
    after: (_, { sentThrough }) => (typeof sentThrough === 'string' ? { sentThrough } : null),
  },
};
