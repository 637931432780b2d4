import { randomUUID } from 'node:crypto';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import { parseLogId } from '../logs/log-id.js';
import type { LogScope } from '../logs/log-scope.js';
import { parseFilter } from '../logs/query/parse-filter.js';
import { printFilter } from '../logs/query/print-filter.js';
import type { LiveHub } from './live-hub.js';
import type { LiveLimits } from './live-limits.js';
import { readPayload, renewPayload, tailAckPayload, tailStartPayload, tailStopPayload, type TailStartPayload } from './live-payloads.js';
import type { LiveStats, TailClosed, TailStarted, TailTotals } from './live-protocol.js';
import { LiveTail, type TailSocket } from './live-tail.js';
import type { TailBackfillService } from './tail-backfill.service.js';
import { scopeOfReader } from './scope-of-reader.js';
import { TailSession } from './tail-session.js';
import { ownerOf, type TokenVerifier } from './token-verifier.js';

export const EXPIRING_MS = 60_000;

/** What a connection needs of its socket. */
export interface ConnectionSocket extends TailSocket {
  sendClosed(closed: TailClosed): void;
  sendExpiring(expiresAt: string): void;
  /** Says why and hangs up. */
  hangUp(code: string, message: string): void;
}

export interface ConnectionParts {
  hub: LiveHub;
  limits: LiveLimits;
  backfill: TailBackfillService;
  verifier: TokenVerifier;
  now: () => number;
}

interface OpenTail {
  tail: LiveTail;
  close: () => void;
}

/** One signed-in socket: its tails, and the token it lives by. Knows no Socket.IO. */
export class LiveConnection {
  private readonly tails = new Map<string, OpenTail>();
  private readonly giveSocketBack: () => void;
  private warnedForMs: number | undefined;
  private closed = false;
  private seen: LogScope;

  /** @throws AppError rate_limited when the user has too many sockets, forbidden when the limit of the user cannot be read */
  constructor(
    private readonly socket: ConnectionSocket,
    private readonly parts: ConnectionParts,
    private identity: { principal: Principal; token: string },
  ) {
    this.seen = scopeOfReader(identity.principal);
    this.giveSocketBack = parts.limits.takeSocket(identity.principal, parts.now());
  }

  get principal(): Principal {
    return this.identity.principal;
  }

  get token(): string {
    return this.identity.token;
  }

  /** What this socket may see, by the token it has now. */
  get scope(): LogScope {
    return this.seen;
  }

  /** When the token ends, ms since 1970; never for an API key. */
  get expiresAtMs(): number {
    return this.principal.kind === 'user' ? this.principal.expiresAtMs : Number.POSITIVE_INFINITY;
  }

  /** `tail:start` @throws AppError bad_request, invalid_query, rate_limited */
  startTail(payload: unknown): TailStarted {
    const wanted = readPayload(tailStartPayload, 'tail:start', payload);
    const filter = parseFilter({ query: wanted.query, severity: wanted.severity, source: wanted.source });
    const nowMs = this.parts.now();
    const giveTailBack = this.parts.limits.takeTail(this.principal, nowMs);
    const from = backfillFrom(wanted);
    const session = new TailSession({
      tailId: randomUUID(),
      start: (wanted.sinceCursor && parseLogId(wanted.sinceCursor)) || { observedAtMs: nowMs, seq: 0 },
      nowMs,
      maxRowsPerSecond: wanted.maxRowsPerSecond,
      held: from !== undefined,
      random: Math.random,
    });
    const tail = new LiveTail(session, this.socket, this.parts.now);
    // Live first, store second: what arrives in between is held, so nothing falls between the two.
    const unsubscribe = this.parts.hub.subscribe(this.scope, filter, tail.offer);
    const ending = new AbortController();
    this.tails.set(session.tailId, {
      tail,
      close: () => {
        unsubscribe();
        tail.end();
        ending.abort();
        giveTailBack();
      },
    });
    if (from) {
      void this.parts.backfill.read(this.scope, filter, from, ending.signal).then((backfill) => {
        session.release(backfill, this.parts.now());
        tail.wake();
      });
    }
    return { tailId: session.tailId, canonicalQuery: printFilter(filter), cursor: session.cursorId };
  }

  /** `tail:ack`; one for a tail that has ended is ignored, because it may cross the end on its way. */
  acknowledge(payload: unknown): void {
    const { tailId, seq } = readPayload(tailAckPayload, 'tail:ack', payload);
    this.tails.get(tailId)?.tail.acknowledge(seq);
  }

  /** `tail:stop` @throws AppError not_found */
  stopTail(payload: unknown): TailTotals {
    const { tailId } = readPayload(tailStopPayload, 'tail:stop', payload);
    const open = this.tails.get(tailId);
    if (!open) throw new AppError('not_found', 'This tail has ended already.');
    this.drop(tailId, open);
    return open.tail.session.stop();
  }

  /**
   * `auth:renew`: goes on with a newer token of the same user. When that may see something else, all tails end, so that they begin
   * again with it. @throws AppError unauthenticated, forbidden
   */
  async renew(payload: unknown): Promise<{ expiresAt: string | null }> {
    const { token } = readPayload(renewPayload, 'auth:renew', payload);
    const principal = await this.parts.verifier.verify(token);
    if (principal.tenant !== this.principal.tenant || ownerOf(principal) !== ownerOf(this.principal)) {
      throw new AppError('forbidden', 'This token belongs to someone else. Connect again to change the user.');
    }
    const scope = scopeOfReader(principal);
    this.identity = { principal, token };
    if (scope.key !== this.scope.key) this.changeScope(scope);
    return { expiresAt: principal.kind === 'user' ? new Date(principal.expiresAtMs).toISOString() : null };
  }

  /** Once a second: the end of the token, and what the clock does to tails. */
  tick(): void {
    const nowMs = this.parts.now();
    const { expiresAtMs } = this;
    if (expiresAtMs <= nowMs) return this.end('unauthenticated', 'The session has ended. Sign in again.');
    if (expiresAtMs - nowMs <= EXPIRING_MS && this.warnedForMs !== expiresAtMs) {
      this.warnedForMs = expiresAtMs;
      this.socket.sendExpiring(new Date(expiresAtMs).toISOString());
    }
    for (const [tailId, open] of this.tails) {
      const closed = open.tail.tick();
      if (!closed) continue;
      this.drop(tailId, open);
      this.socket.sendClosed(closed);
    }
  }

  /** Numbers of each tail, for `stats`. */
  tailStatistics(): LiveStats['tails'] {
    return [...this.tails].map(([tailId, { tail }]) => ({ tailId, ...tail.session.sums, mode: tail.session.mode }));
  }

  /** Tells the client why, and hangs up. */
  end(code: string, message: string): void {
    this.close();
    this.socket.hangUp(code, message);
  }

  /** The socket is gone. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const [tailId, open] of this.tails) this.drop(tailId, open);
    this.giveSocketBack();
  }

  private changeScope(scope: LogScope): void {
    this.seen = scope;
    for (const [tailId, open] of this.tails) {
      this.drop(tailId, open);
      this.socket.sendClosed({ tailId, reason: 'access_changed', cursor: open.tail.session.cursorId, ...open.tail.session.stop() });
    }
  }

  private drop(tailId: string, open: OpenTail): void {
    this.tails.delete(tailId);
    open.close();
  }
}

function backfillFrom(wanted: TailStartPayload): { newest: number } | { sinceCursor: string } | undefined {
  if (wanted.sinceCursor !== undefined) return { sinceCursor: wanted.sinceCursor };
  return wanted.backfill > 0 ? { newest: wanted.backfill } : undefined;
}
