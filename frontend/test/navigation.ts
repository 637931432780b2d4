import { useMemo, useSyncExternalStore } from 'react';

/** Stands for `next/navigation`: the address of the test's window, and a router that only notes where it was sent. */
export const replace = jest.fn();
const router = { replace, push: jest.fn() };
const CHANGED = 'test:address';

for (const name of ['pushState', 'replaceState'] as const) {
  const original = window.history[name].bind(window.history);
  window.history[name] = (...args) => {
    original(...args);
    window.dispatchEvent(new Event(CHANGED));
  };
}

function subscribe(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener('popstate', notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener('popstate', notify);
  };
}

export const useRouter = () => router;

export function useSearchParams(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

export const usePathname = (): string => useSyncExternalStore(subscribe, () => window.location.pathname);
