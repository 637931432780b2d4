import { ApiError, errorOf } from './error';
import { inOneTab } from './tab-lock';
import type { Session, User } from './types';

/** A token is renewed this long before it ends, so that no call is sent with one that dies on its way. */
const RENEW_BEFORE_MS = 30_000;

export type SessionState = { status: 'unknown'; trouble?: string } | { status: 'signed-in'; user: User } | { status: 'signed-out' };
type Message = { type: 'session'; session: Session; at: number } | { type: 'signed-out' };

let token: { value: string; endsAt: number } | undefined;
let state: SessionState = { status: 'unknown' };
let renewing: Promise<string> | undefined;
const listeners = new Set<() => void>();
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('logstream.session');

function publish(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

function accept(session: Session, at = Date.now()): void {
  token = { value: session.accessToken, endsAt: at + session.expiresIn * 1000 };
  publish({ status: 'signed-in', user: session.user });
}

function forget(): void {
  token = undefined;
  publish({ status: 'signed-out' });
}

channel?.addEventListener('message', (event: MessageEvent<Message>) => {
  if (event.data.type === 'session') accept(event.data.session, event.data.at);
  else forget();
});

/** Takes over a session that another way than a password has opened (a one-time code), in all tabs. */
export function adopt(session: Session): void {
  accept(session);
  channel?.postMessage({ type: 'session', session, at: Date.now() } satisfies Message);
}

async function post(path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(`/api/v1/auth/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0, 'unreachable', 'The server does not answer.');
  }
}

const fresh = (): string | undefined => (token && token.endsAt - Date.now() > RENEW_BEFORE_MS ? token.value : undefined);

/**
 * A token that is good for a while. The refresh cookie is renewed by one tab at a time, and what it got is told to the others:
 * two tabs that spend the same cookie would look like theft.
 * @throws ApiError 401 when signed out; `unreachable` when there is no answer (the session is kept then).
 */
export function accessToken(options: { renew?: boolean } = {}): Promise<string> {
  const known = fresh();
  if (known && !options.renew) return Promise.resolve(known);
  const refused = options.renew ? token?.value : undefined;
  renewing ??= inOneTab('refresh', async () => {
    const byOtherTab = fresh();
    if (byOtherTab && byOtherTab !== refused) return byOtherTab;
    const before = token;
    const response = await post('refresh');
    if (response.ok) {
      const session: Session = await response.json();
      adopt(session);
      return session.accessToken;
    }
    const error = await errorOf(response);
    // Who signed in meanwhile is not signed out by the answer to the cookie before.
    if ((error.denied || error.status === 403) && token === before) forget();
    throw error;
  }).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

/** @throws ApiError 401 for a wrong e-mail or password, 429 with `retryAfterSeconds` after too many tries. */
export async function signIn(email: string, password: string): Promise<void> {
  const response = await post('login', { email, password });
  if (!response.ok) throw await errorOf(response);
  adopt(await response.json());
}

/** Ends the session here and in the other tabs, even when the server cannot be told. */
export async function signOut(): Promise<void> {
  await post('logout').catch(() => undefined);
  channel?.postMessage({ type: 'signed-out' } satisfies Message);
  forget();
}

/** The person has changed (a new name); the token stays. */
export function updateUser(user: User): void {
  if (state.status === 'signed-in') publish({ status: 'signed-in', user });
}

/** Says why it is still not known who is signed in. */
export function sessionTrouble(why: string): void {
  if (state.status === 'unknown' && state.trouble !== why) publish({ status: 'unknown', trouble: why });
}

export const sessionState = (): SessionState => state;

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
