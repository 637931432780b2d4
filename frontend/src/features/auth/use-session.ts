import { useEffect, useSyncExternalStore } from 'react';
import { accessToken, onSessionChange, sessionState, sessionTrouble, type SessionState } from '@/lib/api/session';

const UNKNOWN: SessionState = { status: 'unknown' };
const RETRY_MS = 3000;

/** The session of this browser. Asks the refresh cookie once, and again while the server does not answer. */
export function useSession(): SessionState {
  const state = useSyncExternalStore(onSessionChange, sessionState, () => UNKNOWN);
  const unknown = state.status === 'unknown';
  useEffect(() => {
    if (!unknown) return;
    let timer: ReturnType<typeof setTimeout>;
    let ended = false;
    const ask = () =>
      accessToken().catch((error: unknown) => {
        if (ended || sessionState().status !== 'unknown') return;
        sessionTrouble(error instanceof Error ? error.message : 'The server does not answer.');
        timer = setTimeout(ask, RETRY_MS);
      });
    void ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [unknown]);
  return state;
}
