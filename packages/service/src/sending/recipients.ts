/** From planned batches to requests: here, and only here, sealed ids are opened, for as long as a request takes. */
import { createHash } from 'node:crypto';
import { chosenOptions, textColumn } from '@fitly/core/data';
import { markerOf, triggerProperties } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { TriggerRecipient } from '@fitly/core/ports';
import type { CustomerKey, DecisionId } from '@fitly/core/terms';
import { type Batch, open, sealedIds } from '@fitly/store';
import { readChoices } from '../daily-loop/decision-log.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { requestOf, type SendRequest } from './send-request.ts';

export interface AddressedRequest {
  readonly request: SendRequest;
  /** Of its recipients, in their order. */
  readonly decisionIds: readonly DecisionId[];
  /** Of everything in the request, with decision ids in place of customers' ids. */
  readonly sha256: string;
}

export interface Recipients {
  /**
   * One request per batch, in the same order; members in the batch's order, without those who were erased since the plan.
   * Null: nobody is left.
   */
  requestsFor(batches: readonly Batch[]): Promise<(AddressedRequest | null)[]>;
}

export async function readRecipients(context: RunContext): Promise<Recipients> {
  const { store, agent } = context;
  const decisions = await readChoices(context, context.day);
  const ids = textColumn(decisions, 'decision_id');
  const keys = textColumn(decisions, 'customer_key');
  const rowOf = new Map(Array.from({ length: decisions.rowCount }, (_, row) => [ids[row] ?? '', row]));
  const rowOfDecision = (id: string): number => {
    const row = rowOf.get(id);
    if (row !== undefined) return row;
    throw new FitlyError('internal', `a planned batch names the decision ${id}, which is not in the log`, {
      next: 'nothing of this batch was sent; please report this',
    });
  };
  return {
    async requestsFor(batches) {
      const erased = await erasedCheck(store);
      const isThere = (row: number): boolean => !erased(keys[row] as CustomerKey);
      const rows = batches.map((batch) => batch.decisionIds.map(rowOfDecision).filter(isThere));
      const sealed = await sealedIds(
        store.state.db,
        rows.flat().map((row) => keys[row] as CustomerKey),
      );
      const recipient = (row: number): TriggerRecipient => ({
        externalId: open(store.keys, keys[row] as CustomerKey, sealedOf(sealed, keys[row] as CustomerKey)),
        properties: triggerProperties(agent, chosenOptions(decisions, row), ids[row] ?? ''),
        ...(agent.delivery.readBack === true && { attributes: { [markerOf(agent.name)]: ids[row] ?? '' } }),
      });
      return batches.map((batch, index) => {
        const members = rows[index]!;
        if (members.length === 0) return null;
        const recipients = members.map(recipient);
        return {
          request: requestOf(batch, recipients),
          decisionIds: members.map((row) => ids[row] as DecisionId),
          sha256: hashOf(batch, recipients),
        };
      });
    },
  };
}

/** The properties name the decision. */
const hashOf = ({ request, targetId, content }: Batch, recipients: readonly TriggerRecipient[]): string =>
  createHash('sha256')
    .update(JSON.stringify([request, targetId, content, recipients.map(({ properties }) => properties)]))
    .digest('hex');

/** Throws `database_damaged` for a customer whose sealed id is not stored. */
export function sealedOf(sealed: ReadonlyMap<CustomerKey, Uint8Array>, key: CustomerKey): Uint8Array {
  const found = sealed.get(key);
  if (found !== undefined) return found;
  throw new FitlyError('database_damaged', `the customer ${key} was decided for, but their sealed id is not stored`, {
    next: 'restore the database from a backup; nothing was sent to this customer',
  });
}
