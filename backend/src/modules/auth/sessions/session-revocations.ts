import { Injectable, Logger } from '@nestjs/common';
import { BoundedMap } from '../bounded-map.js';
import { ACCESS_TOKEN_SECONDS } from '../tokens/access-tokens.js';

/** A session or an API key that must not be served any more. */
export type Ended = { kind: 'session'; sessionId: string } | { kind: 'key'; keyId: string };

/**
 * What was taken away: a session or key; what a person might do before (access tokens below the version are refused; Infinity
 * when the person is gone); or what is known of the keys of a tenant.
 */
export type Revocation = Ended | { kind: 'user'; userId: string; version: number } | { kind: 'tenant'; tenant: string; changeId: bigint };

export type RevocationListener = (revocation: Revocation) => void;

/** Longer than any access token lives, with room for clocks that differ. */
export const REMEMBER_MS = (ACCESS_TOKEN_SECONDS + 60) * 1000;

const ENTRIES_MAX = 200_000;

/**
 * What has been revoked lately, here or on another instance (WatchRevocationsService reports those), each told to the
 * listeners once. A listener must be quick; one that throws does not stop the others.
 */
@Injectable()
export class SessionRevocations {
  private readonly log = new Logger(SessionRevocations.name);
  private readonly known = new BoundedMap<string, { version: number; atMs: number }>(ENTRIES_MAX);
  private readonly listeners = new Set<RevocationListener>();

  /** Adds a listener; the returned function takes it away. */
  subscribe(listener: RevocationListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  isRevoked(ended: Ended): boolean {
    return this.known.has(nameOf(ended));
  }

  /** The lowest version of a person's access tokens that is still good; Infinity when the person is gone. */
  versionWanted(userId: string): number {
    return this.known.get(`user ${userId}`)?.version ?? 0;
  }

  /** Remembers a revocation and tells the listeners, unless it was known. */
  announce(revocation: Revocation, nowMs: number): void {
    const key = nameOf(revocation);
    const version = revocation.kind === 'user' ? revocation.version : 1;
    if ((this.known.get(key)?.version ?? Number.NEGATIVE_INFINITY) >= version) return;
    this.known.set(key, { version, atMs: nowMs });
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
    for (const [key, { atMs }] of this.known) {
      if (nowMs - atMs <= REMEMBER_MS) return;
      this.known.delete(key);
    }
  }
}

function nameOf(revocation: Revocation): string {
  switch (revocation.kind) {
    case 'session':
      return `session ${revocation.sessionId}`;
    case 'key':
      return `key ${revocation.keyId}`;
    case 'user':
      return `user ${revocation.userId}`;
    case 'tenant':
      return `tenant ${revocation.changeId}`;
  }
}
