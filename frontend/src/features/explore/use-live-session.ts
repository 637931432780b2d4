import { useEffect, useState, useSyncExternalStore } from 'react';
import { LiveSession, type Pulse } from '@/features/live/live-session';
import type { RowSnapshot } from '@/features/live/row-store';

/** The live session of this page; its socket ends with the page. */
export function useLiveSession(): LiveSession {
  const [session] = useState(() => new LiveSession());
  useEffect(() => () => session.close(), [session]);
  return session;
}

/**
 * One value of the rows' state. A part that needs only `paused` is not drawn again ten times a second. Choose primitives or
 * things that stay the same object.
 */
export function useRowsValue<T>(session: LiveSession, choose: (snapshot: RowSnapshot) => T): T {
  const read = () => choose(session.rows.get());
  return useSyncExternalStore(session.rows.subscribe, read, read);
}

/** One value of the pulse, likewise. */
export function usePulseValue<T>(session: LiveSession, choose: (pulse: Pulse) => T): T {
  const read = () => choose(session.get());
  return useSyncExternalStore(session.subscribe, read, read);
}

export const useRows = (session: LiveSession): RowSnapshot => useSyncExternalStore(session.rows.subscribe, session.rows.get, session.rows.get);

export const usePulse = (session: LiveSession): Pulse => useSyncExternalStore(session.subscribe, session.get, session.get);
