import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ListedAgent } from '../client/types.ts';

/** What is shown of an agent is read again when a day of it has ended. */
export function useFreshDays(agents: readonly ListedAgent[] | undefined): void {
  const queries = useQueryClient();
  const seen = useRef(new Map<string, string | null>());
  useEffect(() => {
    for (const { name, lastDay } of agents ?? []) {
      const before = seen.current.get(name);
      seen.current.set(name, lastDay);
      if (before === undefined || before === lastDay) continue;
      for (const kind of ['report', 'runs']) void queries.invalidateQueries({ queryKey: [kind, name] });
    }
  }, [agents, queries]);
}
