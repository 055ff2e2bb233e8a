import type { Operation } from '@fitly/contract/api';
import { auditOnTheWire } from '../../auditing/audit-text.ts';
import type { Handlers } from '../handler.ts';

export const auditHandlers: Handlers<Extract<Operation, 'listAudit'>> = {
  async listAudit({ query: { limit, cursor, who = null, action = null, since } }, { audit }) {
    const before = cursor === undefined ? null : Number(cursor);
    const from = since === undefined ? null : Date.parse(since);
    const found = audit.newest({ who, action, object: null, since: from, before, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items: items.map(auditOnTheWire), next: found.length > limit ? String(items.at(-1)?.sequence) : null };
  },
};
