import { useCallback, useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const KEY = 'logstream.theme';
const CHANGED = 'logstream:theme';

const shown = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event(CHANGED));
}

function chosen(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'dark' || value === 'light' ? value : null;
  } catch {
    return null;
  }
}

function subscribe(notify: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const onSystem = () => apply(chosen() ?? (system.matches ? 'dark' : 'light'));
  window.addEventListener(CHANGED, notify);
  window.addEventListener('storage', onSystem);
  system.addEventListener('change', onSystem);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener('storage', onSystem);
    system.removeEventListener('change', onSystem);
  };
}

/** The theme on screen: the system's until one is chosen. `public/theme.js` sets it before the first paint. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const theme = useSyncExternalStore(subscribe, shown, (): Theme => 'light');
  const toggle = useCallback(() => {
    const next: Theme = shown() === 'dark' ? 'light' : 'dark';
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // not remembered, still applied
    }
    apply(next);
  }, []);
  return { theme, toggle };
}
