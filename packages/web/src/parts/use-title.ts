import { useEffect } from 'react';

/** Of the tab: the page's name, since its heading is what it found. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Fitly`;
  }, [title]);
}
