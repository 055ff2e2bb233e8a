import { type Audit, openAudit, requireWorkspace } from '@fitly/service';
import { resolveFolder } from '../../folder.ts';
import type { Terminal } from '../../terminal.ts';

/** Opens the log for one command and closes it whatever happens. Throws `workspace_missing`. */
export async function inAudit<T>(terminal: Terminal, given: string, work: (audit: Audit) => T): Promise<T> {
  const folder = resolveFolder(terminal, given);
  await requireWorkspace(folder);
  const audit = openAudit({ folder, now: Date.now, env: terminal.env });
  try {
    return work(audit);
  } finally {
    audit.close();
  }
}
