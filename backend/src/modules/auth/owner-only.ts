import { applyDecorators, Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { RequireScope } from '../../platform/http/access.decorators.js';
import type { AuthenticatedRequest } from '../../platform/http/principal.js';

@Injectable()
class OwnerGuard implements CanActivate {
  canActivate(context: ExecutionContext): true {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal?.kind === 'user' && principal.isOwner) return true;
    throw new AppError('forbidden', 'Only the owner of the instance may do this.');
  }
}

/** A route for the owner of the instance, a person; no API key speaks for the owner. */
export const OwnerOnly = () => applyDecorators(RequireScope('admin'), UseGuards(OwnerGuard));
