/** The latest requests, for the page. */
import type { Instant } from '@fitly/core/terms';

export interface LoggedRequest {
  readonly at: Instant;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}
export interface RequestLog {
  /** Newest first. */
  latest(count: number): readonly LoggedRequest[];
  total(): number;
  add(request: LoggedRequest): void;
  clear(): void;
}

const KEPT = 100;

export function createRequestLog(): RequestLog {
  let requests: LoggedRequest[] = [];
  let total = 0;
  return {
    latest: (count) => requests.slice(-count).reverse(),
    total: () => total,
    add(request) {
      total += 1;
      requests.push(request);
      if (requests.length > 2 * KEPT) requests = requests.slice(-KEPT);
    },
    clear() {
      requests = [];
      total = 0;
    },
  };
}
