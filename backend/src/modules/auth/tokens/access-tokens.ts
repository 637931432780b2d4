import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Scope, UserPrincipal } from '../../../platform/http/principal.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';

/** How long an access token is good. It is also how long a revoked session has to be remembered. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/** Who issues access tokens, and whom they are for. */
export const TOKEN_ISSUER = 'logstream';

/** Who an access token speaks for. */
export interface AccessTokenSubject {
  userId: string;
  sessionId: string;
  tenant: string;
  email: string;
  role: 'admin' | 'user';
  isOwner: boolean;
  limitQuery: string;
  /** Of the person at the time: see `AccessChanges`. */
  accessVersion: number;
}

/** What an access token says. */
export interface AccessTokenClaims {
  principal: UserPrincipal;
  accessVersion: number;
}

const SCOPES: Record<'admin' | 'user', readonly Scope[]> = { user: ['read'], admin: ['read', 'ingest', 'admin'] };

/** Makes and reads access tokens: JWTs (RFC 7519) signed with HMAC-SHA256. */
@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  /** Signs a token that is good for ACCESS_TOKEN_SECONDS. */
  issue({ userId, sessionId, tenant, email, role, isOwner, limitQuery, accessVersion }: AccessTokenSubject): string {
    return this.jwt.sign({ sub: userId, sid: sessionId, tenant, email, role, owner: isOwner, limit: limitQuery, ver: accessVersion });
  }

  /** Checks signature and time; does not know what was revoked or changed since. @throws AppError unauthenticated */
  read(token: string): AccessTokenClaims {
    let claims: unknown;
    try {
      claims = this.jwt.verify<Record<string, unknown>>(token);
    } catch (error) {
      if (error instanceof Error && error.name === 'TokenExpiredError') {
        throw new AppError('unauthenticated', 'The access token has expired. Renew it.', { details: { reason: 'expired' } });
      }
      throw new AppError('unauthenticated', 'The access token is not valid. Sign in again.');
    }
    return readClaims(claims);
  }
}

const claimsShape = z.object({
  sub: z.string(),
  sid: z.string(),
  tenant: z.string(),
  email: z.string(),
  role: z.enum(['admin', 'user']),
  owner: z.boolean(),
  limit: z.string(),
  ver: z.number(),
  exp: z.number(),
});

/** Checks the shape of claims whose signature was checked. @throws AppError unauthenticated */
export function readClaims(claims: unknown): AccessTokenClaims {
  const read = claimsShape.safeParse(claims);
  if (!read.success) throw new AppError('unauthenticated', 'The access token is not valid. Sign in again.');
  const { sub, sid, tenant, email, role, owner, limit, ver, exp } = read.data;
  const principal: UserPrincipal = {
    kind: 'user',
    tenant: mintTenantId(tenant),
    userId: sub,
    sessionId: sid,
    email,
    role,
    isOwner: owner,
    limitQuery: limit,
    scopes: SCOPES[role],
    expiresAtMs: exp * 1000,
  };
  return { principal, accessVersion: ver };
}
