import { Injectable } from '@nestjs/common';
import type { AuthenticatedRequest, Principal } from '../../platform/http/principal.js';
import { credentialOf } from './access/credential-of.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { AccessTokenVerifier } from './tokens/access-token-verifier.js';

/** Tells who makes a request before the guards ask whether they may. What it finds lies on the request, so it is looked up once. */
@Injectable()
export class IdentifyCallerService {
  constructor(
    private readonly verifier: AccessTokenVerifier,
    private readonly cookie: RefreshCookie,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** The caller, at once where nothing has to be looked up; undefined for nobody, or a credential that is no good. Never throws. */
  identify(request: AuthenticatedRequest): Principal | undefined | Promise<Principal | undefined> {
    if (request.principal) return request.principal;
    const credential = credentialOf(request.headers);
    if (credential === undefined) return undefined;
    try {
      const found = this.verifier.resolve(credential);
      if (!(found instanceof Promise)) return (request.principal = found);
      return found.then(
        (principal) => (request.principal = principal),
        () => undefined,
      );
    } catch {
      return undefined;
    }
  }

  /** The session whose refresh token, issued by this platform, came as a cookie; it may have ended. */
  sessionOf(request: AuthenticatedRequest): string | undefined {
    const text = this.cookie.read(request);
    return text === '' ? undefined : this.refreshTokens.read(text)?.sessionId;
  }
}
