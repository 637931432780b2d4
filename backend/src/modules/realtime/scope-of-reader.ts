import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import { LogScope } from '../logs/log-scope.js';

/** What a principal may see. @throws AppError forbidden when it may not read logs, or its limit cannot be read */
export function scopeOfReader(principal: Principal): LogScope {
  if (principal.scopes.includes('read') || principal.scopes.includes('admin')) return LogScope.of(principal);
  throw new AppError('forbidden', 'This token may not read logs.');
}
