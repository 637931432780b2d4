import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** Sets, or with undefined or '' removes, parts of the address's query. */
export type ChangeAddress = (change: Record<string, string | undefined>, how?: 'push' | 'replace') => void;

/** The state of a view, kept in the address alone: a link, a reload and the back button restore it. */
export function useAddress(): [URLSearchParams, ChangeAddress] {
  const search = useSearchParams();
  const change = useCallback<ChangeAddress>((part, how = 'push') => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(part)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    const text = next.toString();
    if (`?${text}` === window.location.search || (!text && !window.location.search)) return;
    const address = window.location.pathname + (text ? `?${text}` : '');
    if (how === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  }, []);
  return [search, change];
}
