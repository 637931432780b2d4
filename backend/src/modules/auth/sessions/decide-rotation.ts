/** How long the refresh token before the current one is still answered: two tabs at once, or an answer that was lost. */
export const PREVIOUS_TOKEN_GRACE_MS = 30_000;

/** The columns of a session that a rotation depends on. */
export interface RotationState {
  tokenHash: string;
  previousTokenHash: string | null;
  rotatedAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

/**
 * `rotate`: the current token, replace it · `repeat`: the one before within its grace, answer the same successor ·
 * `reuse`: a token of this session that was replaced longer ago, so two parties hold the chain: end it · `ended`: nothing to renew.
 */
export type Rotation = 'rotate' | 'repeat' | 'reuse' | 'ended';

/**
 * Decides what a refresh token that belongs to a session is good for. After RFC 9700 section 4.14.2 (refresh token rotation).
 * @param presentedHash SHA-256 of a token that was proven to be issued for this session
 */
export function decideRotation(session: RotationState, presentedHash: string, nowMs: number): Rotation {
  if (session.revokedAt !== null || session.expiresAt.getTime() <= nowMs) return 'ended';
  if (presentedHash === session.tokenHash) return 'rotate';
  const graceEndsMs = session.rotatedAt.getTime() + PREVIOUS_TOKEN_GRACE_MS;
  return presentedHash === session.previousTokenHash && nowMs <= graceEndsMs ? 'repeat' : 'reuse';
}
