/** What the service wrote into the head of the page; null when it wrote nothing. */
export const metaContent = (name: string): string | null =>
  document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content || null;
