import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC_ROUTE, REQUIRED_SCOPE } from '../../../platform/http/access.decorators.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { AuthenticatedRequest, Principal, Scope } from '../../../platform/http/principal.js';
import { AccessTokenVerifier } from '../tokens/access-token-verifier.js';
import { credentialOf } from './credential-of.js';

/** What a gateway leaves on a socket whose handshake it has checked. */
interface SignedInSocket {
  data?: { principal?: Principal };
}

/**
 * The lock on every route and every socket event: closed unless declared public. It decides at once, without a promise, for
 * access tokens and for API keys that are cached.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: AccessTokenVerifier,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, places)) return true;
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(REQUIRED_SCOPE, places) ?? 'read';
    if (context.getType() !== 'http') {
      const principal = context.switchToWs().getClient<SignedInSocket>().data?.principal;
      if (!principal) throw new AppError('unauthenticated', 'Sign in first.');
      return requireScope(principal, scope);
    }
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (request.principal) return requireScope(request.principal, scope);
    const admit = (principal: Principal): boolean => {
      request.principal = principal;
      return requireScope(principal, scope);
    };
    const credential = credentialOf(request.headers);
    if (credential === undefined) throw new AppError('unauthenticated', 'Sign in, or send an API key as "Authorization: Bearer …".');
    const principal = this.verifier.resolve(credential);
    return principal instanceof Promise ? principal.then(admit) : admit(principal);
  }
}

function requireScope(principal: Principal, scope: Scope): true {
  if (principal.scopes.includes(scope)) return true;
  const who = principal.kind === 'key' ? 'This API key' : 'Your account';
  throw new AppError('forbidden', `${who} may not do this: it needs the scope "${scope}".`, { details: { requiredScope: scope } });
}
