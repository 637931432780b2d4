import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';

export const CODE_MS = 10 * 60_000;
export const CODE_TRIES = 5;

/** Codes of one person and purpose that are good at one time, and that are made in an hour: beyond it none is sent. */
const LIVE_MAX = 3;
const IN_AN_HOUR_MAX = 6;
const HOUR_MS = 3_600_000;

/** A code as it is kept. */
export interface KeptCode {
  id: string;
  codeHash: string;
  triesLeft: number;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
}

/** A code of six digits. */
export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Keyed, because a million codes are hashed in a second; bound to its row, so that a hash says nothing elsewhere. */
export function hashCode(key: Buffer, codeId: string, code: string): string {
  return createHmac('sha256', key).update(`${codeId} ${code}`).digest('hex');
}

export function isLive({ usedAt, expiresAt, triesLeft }: KeptCode, nowMs: number): boolean {
  return usedAt === null && expiresAt.getTime() > nowMs && triesLeft > 0;
}

/** Whether one more code may be made, so that asking for new ones gives no endless tries. @param codes of one person and purpose */
export function mayMakeCode(codes: readonly KeptCode[], nowMs: number): boolean {
  const lately = codes.filter(({ createdAt }) => nowMs - createdAt.getTime() < HOUR_MS).length;
  return lately < IN_AN_HOUR_MAX && codes.filter((code) => isLive(code, nowMs)).length < LIVE_MAX;
}

/** The live code that was entered, if any. Each is compared in constant time. */
export function findCode<T extends KeptCode>(codes: readonly T[], entered: string, key: Buffer, nowMs: number): T | undefined {
  const matches = codes.filter((code) => {
    const hash = Buffer.from(hashCode(key, code.id, entered));
    const kept = Buffer.from(code.codeHash);
    return isLive(code, nowMs) && hash.length === kept.length && timingSafeEqual(hash, kept);
  });
  return matches[0];
}
