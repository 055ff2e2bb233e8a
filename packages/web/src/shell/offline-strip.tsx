import type { UseQueryResult } from '@tanstack/react-query';
import { isSilence } from '../client/query-client.ts';
import { clock } from '../numbers/format.ts';
import { text } from '../texts/text.ts';

/** On top while nobody answers; what was read before stays below it. */
export function OfflineStrip({ query }: { readonly query: Pick<UseQueryResult, 'error' | 'data' | 'dataUpdatedAt'> }) {
  if (!isSilence(query.error) || query.data === undefined) return null;
  return (
    <div className="offline" role="status">
      <div className="wrap">{text('offline', { time: clock(new Date(query.dataUpdatedAt)) })}</div>
    </div>
  );
}
