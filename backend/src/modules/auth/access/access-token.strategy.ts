import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import type { UserPrincipal } from '../../../platform/http/principal.js';
import { SigningKeys } from '../../../platform/secrets/signing-keys.js';
import { readClaims, TOKEN_ISSUER } from '../tokens/access-tokens.js';
import { credentialOf } from './credential-of.js';

/** Its name for Passport. */
export const ACCESS_TOKEN_STRATEGY = 'access-token';

/**
 * Passport's way to read an access token, for routes of people (`@PersonOnly`). It checks signature and time only: the guard of
 * the application has run before, and knows what was revoked.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN_STRATEGY) {
  constructor(keys: SigningKeys) {
    super({
      jwtFromRequest: (request) => credentialOf(request.headers) ?? null,
      secretOrKey: keys.accessToken,
      algorithms: ['HS256'],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_ISSUER,
    });
  }

  validate(claims: unknown): UserPrincipal {
    return readClaims(claims).principal;
  }
}
