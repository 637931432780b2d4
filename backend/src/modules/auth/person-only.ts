import { applyDecorators, createParamDecorator, Injectable, UseGuards, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../../platform/errors/app-error.js';
import type { AuthenticatedRequest, UserPrincipal } from '../../platform/http/principal.js';
import { ACCESS_TOKEN_STRATEGY } from './access/access-token.strategy.js';

interface PersonRequest extends AuthenticatedRequest {
  /** Set by Passport. */
  user?: UserPrincipal;
}

@Injectable()
class PersonGuard extends AuthGuard(ACCESS_TOKEN_STRATEGY) {
  override handleRequest<T>(error: unknown, person: T | false): T {
    if (error instanceof AppError) throw error;
    if (!person) throw new AppError('forbidden', 'An API key has no account. Sign in as a person.');
    return person;
  }
}

/** A route for people who are signed in; an API key has no account. */
export const PersonOnly = () => applyDecorators(UseGuards(PersonGuard));

/** The person who calls a `@PersonOnly` route. */
export const CallingPerson = createParamDecorator((_: unknown, context: ExecutionContext): UserPrincipal => {
  const { user } = context.switchToHttp().getRequest<PersonRequest>();
  if (!user) throw new AppError('unauthenticated', 'Sign in first.');
  return user;
});
