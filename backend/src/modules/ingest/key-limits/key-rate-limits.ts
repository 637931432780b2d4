import { Injectable } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import type { KeyPrincipal } from '../../../platform/http/principal.js';
import { BoundedMap } from '../../auth/bounded-map.js';
import { afterCall, CALL_MAX_MS, secondsToWait } from './rate-debt.js';
import { RedisDebts } from './redis-debts.js';

/** What a key may be limited by. */
export type KeyLimit = 'bytesPerSecond' | 'recordsPerSecond';

const KINDS: readonly KeyLimit[] = ['bytesPerSecond', 'recordsPerSecond'];
const WORDS: Record<KeyLimit, string> = { bytesPerSecond: 'bytes', recordsPerSecond: 'records' };

const KEYS_MAX = 10_000;

/** Whether a key has a limit of its own. */
export function isLimited({ ingestLimits }: KeyPrincipal): boolean {
  return ingestLimits.bytesPerSecond !== undefined || ingestLimits.recordsPerSecond !== undefined;
}

/** Bytes that the header Content-Length tells; 0 when there is none. */
export function readContentLength(header: string | undefined): number {
  const bytes = Number(header ?? 0);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0;
}

/**
 * Limits of single API keys: bytes and records a second. Each instance decides at once, by what it knows; with Redis it hears, a
 * moment after each call, what the key has sent to the others too.
 */
@Injectable()
export class KeyRateLimits {
  private readonly paidUntilMs: Record<KeyLimit, BoundedMap<string, number>> = {
    bytesPerSecond: new BoundedMap(KEYS_MAX),
    recordsPerSecond: new BoundedMap(KEYS_MAX),
  };

  constructor(private readonly shared: RedisDebts) {}

  /**
   * Decides on a call before its body is read, and counts the bytes that it announces.
   * @throws AppError rate_limited while the key owes time, payload_too_large for a call that never fits
   */
  admit(key: KeyPrincipal, contentLength: number, nowMs: number): void {
    for (const kind of KINDS) {
      const perSecond = key.ingestLimits[kind];
      if (perSecond === undefined) continue;
      const waitSeconds = secondsToWait(this.paidUntilMs[kind].get(key.keyId), nowMs);
      if (waitSeconds > 0) throw refused(key, kind, perSecond, waitSeconds);
    }
    this.count(key, 'bytesPerSecond', contentLength, nowMs);
  }

  /** Counts what a call has brought. @throws AppError payload_too_large for a call that never fits */
  count(key: KeyPrincipal, kind: KeyLimit, amount: number, nowMs: number): void {
    const perSecond = key.ingestLimits[kind];
    if (perSecond === undefined || amount === 0) return;
    if ((amount * 1000) / perSecond > CALL_MAX_MS) throw neverFits(key, kind, perSecond, amount);
    this.owe(kind, key.keyId, afterCall(this.paidUntilMs[kind].get(key.keyId), amount, perSecond, nowMs));
    void this.shared.add(`${kind} ${key.keyId}`, (amount * 1000) / perSecond, nowMs)?.then((untilMs) => this.owe(kind, key.keyId, untilMs));
  }

  private owe(kind: KeyLimit, keyId: string, untilMs: number | undefined): void {
    const debts = this.paidUntilMs[kind];
    if (untilMs !== undefined && untilMs > (debts.get(keyId) ?? -Infinity)) debts.set(keyId, untilMs);
  }
}

/** Which limit, whose, and how to change it. */
function factsOf({ keyId, name }: KeyPrincipal, limit: KeyLimit, perSecond: number) {
  return { limit, perSecond, subject: { kind: 'key', id: keyId, name }, change: `PATCH /api/v1/auth/api-keys/${keyId}` };
}

function refused(key: KeyPrincipal, kind: KeyLimit, perSecond: number, retryAfterSeconds: number): AppError {
  const message = `This API key may send ${perSecond} ${WORDS[kind]} a second. Send again in ${retryAfterSeconds} s, or let an admin raise the limit of the key.`;
  return new AppError('rate_limited', message, { retryAfterSeconds, details: { ...factsOf(key, kind, perSecond), retryAfterSeconds } });
}

function neverFits(key: KeyPrincipal, kind: KeyLimit, perSecond: number, amount: number): AppError {
  const most = Math.floor((perSecond * CALL_MAX_MS) / 1000);
  const message = `This API key may send ${perSecond} ${WORDS[kind]} a second, so a call may bring ${most}; this one brings ${amount}. Send smaller calls.`;
  return new AppError('payload_too_large', message, { details: { ...factsOf(key, kind, perSecond), mostInACall: most } });
}
