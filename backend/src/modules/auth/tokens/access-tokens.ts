import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Principal, Scope } from '../../../platform/http/principal.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';

/** How long an access token is good. It is also how long a revoked session has to be remembered. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

export type UserPrincipal = Extract<Principal, { kind: 'user' }>;

/** Who an access token speaks for. */
export interface AccessTokenSubject {
  userId: string;
  sessionId: string;
  tenant: string;
  email: string;
  role: 'admin' | 'user';
}

const SCOPES: Record<'admin' | 'user', readonly Scope[]> = { user: ['read'], admin: ['read', 'ingest', 'admin'] };

/** Makes and reads access tokens: JWTs (RFC 7519) signed with HMAC-SHA256. */
@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  /** Signs a token that is good for ACCESS_TOKEN_SECONDS. */
  issue({ userId, sessionId, tenant, email, role }: AccessTokenSubject): string {
    return this.jwt.sign({ sub: userId, sid: sessionId, tenant, email, role });
  }

  /** Checks signature and time; does not know whether the session was ended since. @throws AppError unauthenticated */
  read(token: string): UserPrincipal {
    let claims: unknown;
    try {
      claims = this.jwt.verify<Record<string, unknown>>(token);
    } catch (error) {
      if (error instanceof Error && error.name === 'TokenExpiredError') {
        throw new AppError('unauthenticated', 'The access token has expired. Renew it.', { details: { reason: 'expired' } });
      }
      throw new AppError('unauthenticated', 'The access token is not valid. Sign in again.');
    }
    return principalOf(claims);
  }
}

function principalOf(claims: unknown): UserPrincipal {
  if (
    typeof claims === 'object' &&
    claims !== null &&
    'sub' in claims &&
    'sid' in claims &&
    'tenant' in claims &&
    'email' in claims &&
    'role' in claims &&
    'exp' in claims
  ) {
    const { sub, sid, tenant, email, role, exp } = claims;
    const known = role === 'admin' || role === 'user';
    if (known && typeof sub === 'string' && typeof sid === 'string' && typeof tenant === 'string' && typeof email === 'string' && typeof exp === 'number') {
      return { kind: 'user', tenant: mintTenantId(tenant), userId: sub, sessionId: sid, email, role, scopes: SCOPES[role], expiresAtMs: exp * 1000 };
    }
  }
  throw new AppError('unauthenticated', 'The access token is not valid. Sign in again.');
}
