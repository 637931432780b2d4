import { Injectable } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { ApiKeyLookup } from '../keys/api-key-lookup.js';
import { SessionRevocations } from '../sessions/session-revocations.js';
import { AccessTokens } from './access-tokens.js';

/** Three base64url parts of which the first is a JSON object: a JWT. Everything else is taken for an API key. */
const JWT_SHAPE = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/;

/** True when a text would be read as an access token and so can never be an API key. */
export function looksLikeAccessToken(text: string): boolean {
  return JWT_SHAPE.test(text);
}

/** Tells who a token speaks for, on any transport: HTTP guards and socket handshakes ask the same question here. */
@Injectable()
export class AccessTokenVerifier {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly revocations: SessionRevocations,
    private readonly keys: ApiKeyLookup,
  ) {}

  /**
   * Who an access token or an API key speaks for.
   * @throws AppError unauthenticated (details.reason `expired` or `signed_out` where the caller may renew or sign in), store_unavailable, overloaded
   */
  async verify(token: string): Promise<Principal> {
    return this.resolve(token);
  }

  /** The same, answered at once where nothing has to be looked up: the hot path of ingest allocates no promise here. */
  resolve(token: string): Principal | Promise<Principal> {
    if (!looksLikeAccessToken(token)) return this.keys.resolve(token);
    const { principal, accessVersion } = this.tokens.read(token);
    const versionWanted = this.revocations.versionWanted(principal.userId);
    if (versionWanted === Number.POSITIVE_INFINITY || this.revocations.isRevoked({ kind: 'session', sessionId: principal.sessionId })) {
      throw new AppError('unauthenticated', 'This session has ended. Sign in again.', { details: { reason: 'signed_out' } });
    }
    if (accessVersion < versionWanted) {
      throw new AppError('unauthenticated', 'What this account may do has changed. Renew the access token.', { details: { reason: 'expired' } });
    }
    return principal;
  }
}
