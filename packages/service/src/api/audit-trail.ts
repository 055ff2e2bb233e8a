/** The one place where requests leave their entries in the audit log. */
import type { Endpoint, Operation } from '@fitly/contract/api';
import type { AuditDetail, AuditWay } from '@fitly/store';
import type { Audit } from '../auditing/open-audit.ts';
import { type Caller, nameOf } from './caller.ts';

/** What a handler knows of an act besides its operation. Only what may be kept: no secret, no external id. */
export interface AuditNote {
  /** Who has signed in by this very request. */
  readonly who?: string;
  readonly object?: string;
  readonly before?: AuditDetail;
  readonly after?: AuditDetail;
}

const NOT_RECORDED: readonly Endpoint['needs'][] = ['look', 'evaluate', 'send_events', 'decide'];

/**
 * Everything that changes something, and every reading about one customer. Not what is computed and changes nothing, and not the
 * events that a program brings, which their feed counts, nor decisions, each of which is a receipt of its own.
 */
export const isAudited = ({ method, needs }: Pick<Endpoint, 'method' | 'needs'>): boolean =>
  needs === 'look_up_customers' || (method !== 'GET' && !NOT_RECORDED.includes(needs));

const WAYS: Readonly<Record<Caller['kind'], AuditWay>> = {
  ...{ nobody: 'sign_in', workspace: 'workspace_key', key: 'key', person: 'session' },
};

export interface AuditTrail {
  note(note: AuditNote): void;
  /** Writes the entry, and returns when it is on the device. `outcome`: `done`, or the code of a problem. */
  end(outcome: string): void;
}

interface Asked {
  readonly operation: Operation;
  readonly endpoint: Endpoint;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface AuditTrails {
  begin(asked: Asked): AuditTrail;
  /** An attempt by somebody who is known, and may not. */
  refused(asked: Asked, outcome: string): void;
}

export function auditTrails(audit: Pick<Audit, 'record'>): AuditTrails {
  const failures = failureCounts();
  const begin = (asked: Asked): AuditTrail => {
    const { operation, endpoint, caller } = asked;
    let noted: AuditNote = {};
    return {
      note(note) {
        noted = { ...noted, ...note };
      },
      end(outcome) {
        if (!isAudited(endpoint)) return;
        const { who = caller.kind === 'nobody' ? 'nobody' : nameOf(caller), object = objectOf(asked) } = noted;
        const { before = null, after = null } = noted;
        const act = { who, way: WAYS[caller.kind], action: operation, object, outcome, before };
        if (endpoint.needs !== 'nothing') return audit.record({ ...act, after });
        const counted = failures.count(`${operation} ${object}`, outcome !== 'done');
        if (counted === null) return;
        audit.record({ ...act, after: counted === 0 ? after : { failures: counted } });
      },
    };
  };
  return {
    begin,
    refused(asked, outcome) {
      const { operation, caller } = asked;
      const act = { who: nameOf(caller), way: WAYS[caller.kind], action: operation, object: objectOf(asked), outcome };
      audit.record({ ...act, before: null, after: null });
    },
  };
}

function objectOf({ params, endpoint, caller }: Asked): string | null {
  for (const name of ['agent', 'person', 'key'] as const) {
    if (typeof params[name] === 'string') return `${name} ${params[name]}`;
  }
  return endpoint.needs === 'person' && caller.kind === 'person' ? `person ${nameOf(caller)}` : null;
}

/**
 * Whoever guesses passwords must not fill the disk: of failures to sign in, the first, second, fourth, eighth … is recorded, with
 * how many there were since the last success or the start of the service.
 */
function failureCounts() {
  const counts = new Map<string, number>();
  return {
    /** Failures so far where this is recorded, 0 after a success; null: it is only counted. */
    count(what: string, failed: boolean): number | null {
      if (!failed) {
        counts.delete(what);
        return 0;
      }
      const count = (counts.get(what) ?? 0) + 1;
      counts.set(what, count);
      return (count & (count - 1)) === 0 ? count : null;
    },
  };
}
