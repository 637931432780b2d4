import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../../../platform/http/principal.js';
import { BoundedMap } from '../bounded-map.js';
import { ACCESS_TOKEN_SECONDS } from '../tokens/access-tokens.js';

/** A session or an API key that must not be served any more. */
export type Revocation = { kind: 'session'; sessionId: string } | { kind: 'key'; keyId: string };

export type RevocationListener = (revocation: Revocation) => void;

/** Longer than any access token lives, with room for clocks that differ. */
export const REMEMBER_MS = (ACCESS_TOKEN_SECONDS + 60) * 1000;

const ENTRIES_MAX = 200_000;

type Revocable = Pick<Extract<Principal, { kind: 'user' }>, 'kind' | 'sessionId'> | Pick<Extract<Principal, { kind: 'key' }>, 'kind' | 'keyId'>;

/** True when a revocation ends what this caller may do. */
export function concerns(revocation: Revocation, principal: Revocable): boolean {
  return revocation.kind === 'session'
    ? principal.kind === 'user' && principal.sessionId === revocation.sessionId
    : principal.kind === 'key' && principal.keyId === revocation.keyId;
}

/**
 * What has been revoked lately, here or on another instance (WatchRevocationsService reports those), each told to the
 * listeners once. A listener must be quick; one that throws does not stop the others.
 */
@Injectable()
export class SessionRevocations {
  private readonly log = new Logger(SessionRevocations.name);
  private readonly known = new BoundedMap<string, number>(ENTRIES_MAX);
  private readonly listeners = new Set<RevocationListener>();

  /** Adds a listener; the returned function takes it away. */
  subscribe(listener: RevocationListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  isRevoked(revocation: Revocation): boolean {
    return this.known.has(nameOf(revocation));
  }

  /** Remembers a revocation and tells the listeners, unless it was known. */
  announce(revocation: Revocation, nowMs: number): void {
    const key = nameOf(revocation);
    if (this.known.has(key)) return;
    this.known.set(key, nowMs);
    for (const listener of this.listeners) {
      try {
        listener(revocation);
      } catch (thrown) {
        this.log.error(thrown);
      }
    }
  }

  /** Forgets what is older than any access token. */
  forgetOld(nowMs: number): void {
    for (const [key, atMs] of this.known) {
      if (nowMs - atMs <= REMEMBER_MS) return;
      this.known.delete(key);
    }
  }
}

function nameOf(revocation: Revocation): string {
  return revocation.kind === 'session' ? `session ${revocation.sessionId}` : `key ${revocation.keyId}`;
}
