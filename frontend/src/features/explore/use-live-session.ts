import { useEffect, useState, useSyncExternalStore } from 'react';
import { LiveSession, type Pulse } from '@/features/live/live-session';
import type { RowSnapshot } from '@/features/live/row-store';

/** The live session of this page; its socket ends with the page. */
export function useLiveSession(): LiveSession {
  const [session] = useState(() => new LiveSession());
  useEffect(() => () => session.close(), [session]);
  return session;
}

export const useRows = (session: LiveSession): RowSnapshot => useSyncExternalStore(session.rows.subscribe, session.rows.get, session.rows.get);

export const usePulse = (session: LiveSession): Pulse => useSyncExternalStore(session.subscribe, session.get, session.get);
