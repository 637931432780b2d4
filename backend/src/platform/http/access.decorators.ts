import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import type { AuthenticatedRequest, Principal, Scope } from './principal.js';

export const PUBLIC_ROUTE = 'access:public';
export const REQUIRED_SCOPE = 'access:scope';

/** Opens a route (or a controller) to everyone. Without it a route needs a signed-in user or an API key. */
export const Public = () => SetMetadata(PUBLIC_ROUTE, true);

/** The scope a caller needs; `read` when a route says nothing. */
export const RequireScope = (scope: Scope) => SetMetadata(REQUIRED_SCOPE, scope);

/** The caller of a route that is not public. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = context.switchToHttp().getRequest<AuthenticatedRequest>().principal;
  if (!principal) throw new AppError('unauthenticated', 'Sign in first.');
  return principal;
});
