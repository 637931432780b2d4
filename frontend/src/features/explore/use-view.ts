import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { parseView, printView, type ViewState } from './lib/view-state';

const CHANGED = 'logstream:view';

function subscribe(notify: () => void): () => void {
  window.addEventListener('popstate', notify);
  window.addEventListener(CHANGED, notify);
  return () => {
    window.removeEventListener('popstate', notify);
    window.removeEventListener(CHANGED, notify);
  };
}

export type ChangeView = (change: Partial<ViewState>, how?: 'push' | 'replace') => void;

/** The view, kept in the address alone: a link, a reload and the back button restore it. */
export function useView(): [ViewState, ChangeView] {
  const search = useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => '',
  );
  const view = useMemo(() => parseView(search), [search]);
  const change = useCallback<ChangeView>((part, how = 'push') => {
    const next = printView({ ...parseView(window.location.search), ...part });
    if (next === window.location.search) return;
    const address = window.location.pathname + next;
    if (how === 'push') window.history.pushState(window.history.state, '', address);
    else window.history.replaceState(window.history.state, '', address);
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  return [view, change];
}
