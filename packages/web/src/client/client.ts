import { createClient } from '@fitly/contract/api';

/** The service that this page came from; the browser adds the cookie of the session. */
export const client = createClient({ baseUrl: globalThis.location?.origin ?? 'http://127.0.0.1', key: null });
