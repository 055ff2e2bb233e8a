/** A sandbox and a client that talks to it over a real socket. */
import { createBraze, createSandboxClock } from '@fitly/braze';
import { CAMPAIGNS, type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import type { AllowList, ExportedCustomer, Messaging, TriggerRequest } from '@fitly/core/ports';

export const startAt = Date.parse('2026-03-02T11:00:00Z');
export const campaignId = [...CAMPAIGNS.keys()][0]!;
export const allow: AllowList = { attributes: ['recency', 'newbie', 'channel'], events: ['visit', 'purchase'] };

export const start = (customers: number, folder: string | null = null): Promise<Sandbox> =>
  startSandbox({ port: 0, folder, seed: '1', planted: true, customers, startAt });

export const client = ({ url, apiKey }: { url: string; apiKey: string }, timeoutMs = 5_000): Messaging =>
  createBraze({ url, apiKey, clock: createSandboxClock(url), kind: 'sandbox', timeoutMs });

export async function collect(chunks: AsyncIterable<readonly ExportedCustomer[]>): Promise<ExportedCustomer[]> {
  return (await Array.fromAsync(chunks)).flat();
}

export const idOf = (i: number): string => `mtd-${String(i + 1).padStart(5, '0')}`;

export const request = (count: number, from = 0): TriggerRequest => ({
  campaignId,
  recipients: Array.from({ length: count }, (_, i) => ({
    externalId: idOf(from + i),
    properties: { subject_line: 'plain', decision_id: `d${from + i}` },
  })),
});

export const arm = async (sandbox: { readonly url: string }, faults: object): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    headers,
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`faults were not armed: ${response.status}`);
};
