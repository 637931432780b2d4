/** No word from the server for this long means not live, whatever the socket claims. `stats` comes every second. */
export const SILENCE_MS = 5000;
const DELAYS_MS = [1000, 2000, 4000, 8000, 15_000];

export type Connection =
  | { phase: 'connecting'; since: number }
  | { phase: 'live'; lastHeardAt: number; transport: string }
  | { phase: 'cut'; lastHeardAt: number; attempt: number; nextAt: number | undefined; why: 'closed' | 'silent' | 'refused' }
  | { phase: 'denied' };

export type ConnectionEvent =
  | { type: 'open'; transport: string }
  | { type: 'heard' }
  | { type: 'closed' }
  | { type: 'failed' }
  | { type: 'refused' }
  | { type: 'trying' }
  | { type: 'tick' };

/** Wait before the n-th attempt (from 1): 1, 2, 4, 8, then 15 s, with up to a fifth more so that browsers do not come back all at once. */
export function retryDelayMs(attempt: number, random: number): number {
  const base = DELAYS_MS[Math.min(attempt, DELAYS_MS.length) - 1] ?? DELAYS_MS[0] ?? 1000;
  return Math.round(base * (1 + random * 0.2));
}

/** What is true of the connection after an event. Pure: time and chance are passed in. */
export function connectionAfter(state: Connection, event: ConnectionEvent, now: number, random = 0): Connection {
  const cut = (why: 'closed' | 'silent'): Connection => {
    const attempt = state.phase === 'cut' ? state.attempt + 1 : 1;
    const lastHeardAt = state.phase === 'live' || state.phase === 'cut' ? state.lastHeardAt : state.phase === 'connecting' ? state.since : now;
    return { phase: 'cut', lastHeardAt, attempt, nextAt: now + retryDelayMs(attempt, random), why };
  };
  switch (event.type) {
    case 'open':
      return { phase: 'live', lastHeardAt: now, transport: event.transport };
    case 'heard':
      return state.phase === 'live' ? { ...state, lastHeardAt: now } : state;
    case 'closed':
    case 'failed':
      return state.phase === 'denied' || (state.phase === 'cut' && state.nextAt !== undefined) ? state : cut('closed');
    case 'refused':
      return { phase: 'denied' };
    case 'trying':
      return state.phase === 'cut' ? { ...state, nextAt: undefined } : state;
    case 'tick':
      return state.phase === 'live' && now - state.lastHeardAt > SILENCE_MS ? cut('silent') : state;
  }
}
