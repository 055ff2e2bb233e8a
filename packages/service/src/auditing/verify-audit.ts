/** Whether the audit log is as it was written, in words. */
import { FitlyError } from '@fitly/core/errors';
import type { AuditFault } from '@fitly/store';
import type { Audit } from './open-audit.ts';

export interface WholeAudit {
  readonly entries: number;
  /** The entry that is known outside of the workspace; null: none, so that a cut end would not be seen. */
  readonly anchoredAt: number | null;
}

/** Throws `audit_log_broken` with the first entry at which something is wrong, and `database_damaged`. */
export function verifyAudit(audit: Pick<Audit, 'verify' | 'anchorFile'>): WholeAudit {
  const { entries, fault, anchor } = audit.verify();
  if (fault !== null) throw broken(inWords(fault), fault);
  if (anchor === 'missing' && entries > 0) {
    const file = audit.anchorFile();
    throw broken(`nothing outside says how far it had come: ${file} is not there`, {
      kind: 'no_anchor',
      sequence: entries,
    });
  }
  return { entries, anchoredAt: typeof anchor === 'string' ? null : anchor.sequence };
}

const OF_THE_END: readonly unknown[] = ['cut_off', 'replaced', 'no_anchor'];

/**
 * Anchors the log as it is where only its end is not as it was known, and records who said so. Returns what was found; null:
 * nothing. Throws what `verifyAudit` throws of anything else.
 */
export function acceptAudit(
  audit: Audit,
  { who, agreed }: { readonly who: string; readonly agreed: boolean },
): string | null {
  try {
    verifyAudit(audit);
    return null;
  } catch (error) {
    if (!(error instanceof FitlyError) || !OF_THE_END.includes(error.fields['kind'])) throw error;
    const found = error.message;
    const act = { who, way: 'command', action: 'acceptAudit', object: 'audit log', outcome: 'done' } as const;
    if (agreed) audit.accept({ ...act, before: { found }, after: null });
    return found;
  }
}

function broken(found: string, { kind, sequence }: { readonly kind: string; readonly sequence: number }): FitlyError {
  return new FitlyError('audit_log_broken', `the audit log is not as it was written: ${found}`, {
    // What a backup that was put back looks like too.
    next: OF_THE_END.includes(kind)
      ? 'if the folder was moved, or put back from a backup, say so: fitly audit accept --yes. If not, keep it: somebody has changed it'
      : 'keep audit.db and compare it with a backup or an export: somebody has changed it, or the disk has',
    fields: { kind, sequence },
  });
}

const range = (from: number, through: number): string =>
  from === through ? `entry ${from}` : `entries ${from} to ${through}`;

function inWords(fault: AuditFault): string {
  const { sequence } = fault;
  switch (fault.kind) {
    case 'changed':
      return `entry ${sequence} was changed`;
    case 'reordered':
      return `in the place of entry ${sequence} stands what was written as entry ${fault.writtenAs}`;
    case 'removed':
      return `${range(sequence, fault.through)} gone from its middle`;
    case 'not_following':
      return `entry ${sequence} does not follow on the one before: one of the two was written anew`;
    case 'cut_off':
      return `its end was cut off, ${range(sequence, fault.through)} gone`;
    case 'replaced':
      return `entry ${sequence} is another one than was anchored: the log was written anew, or another put in its place`;
  }
}
