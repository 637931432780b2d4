import type { Principal } from '../../platform/http/principal.js';

/** What the live view needs of sign-in. */
export interface TokenVerifier {
  /** Who a token speaks for. @throws AppError unauthenticated when it is wrong, has ended, or its session was revoked */
  verify(token: string): Promise<Principal>;
}

export const TOKEN_VERIFIER = Symbol('TOKEN_VERIFIER');

/** The person or program behind a principal, for limits and for "the same one as before". */
export function ownerOf(principal: Principal): string {
  return principal.kind === 'user' ? `user:${principal.userId}` : `key:${principal.keyId}`;
}
