import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds now; false while prerendering. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (notify: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', notify);
      return () => list.removeEventListener('change', notify);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** The phone layout: one column, sheets instead of side panels. */
export const usePhone = (): boolean => useMediaQuery('(max-width: 760px)');
