/** The customer who is being looked at: in memory alone, never in an address, a title or a store of the browser. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

interface Sought {
  readonly externalId: string | null;
  readonly seek: (externalId: string | null) => void;
}

const SoughtContext = createContext<Sought>({ externalId: null, seek: () => undefined });

export function SoughtCustomer({ children }: { readonly children: ReactNode }) {
  const [externalId, seek] = useState<string | null>(null);
  const sought = useMemo(() => ({ externalId, seek }), [externalId]);
  return <SoughtContext value={sought}>{children}</SoughtContext>;
}

export const useSoughtCustomer = (): Sought => useContext(SoughtContext);
