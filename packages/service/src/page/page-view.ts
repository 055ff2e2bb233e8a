/** What the reader chose in the address: `?theme=dark&refresh=off&agent=NAME`. */
export interface PageView {
  /** Null = as the system. */
  readonly theme: 'light' | 'dark' | null;
  /** Whether the page may load itself again while days are being played. */
  readonly refresh: boolean;
}

/** Anything else in the address is ignored. */
export function parsePageView(query: Readonly<Record<string, unknown>>): PageView {
  const theme = query['theme'];
  return { theme: theme === 'light' || theme === 'dark' ? theme : null, refresh: query['refresh'] !== 'off' };
}

/** An address of this page for another view; `agent` null = the only one. */
export function pageHref(view: PageView, agent: string | null): string {
  const query = new URLSearchParams();
  if (agent !== null) query.set('agent', agent);
  if (view.theme !== null) query.set('theme', view.theme);
  if (!view.refresh) query.set('refresh', 'off');
  return query.size === 0 ? '/' : `/?${query}`;
}
