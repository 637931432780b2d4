import { AppError } from '../errors/app-error.js';
import { isDatabaseAway } from '../errors/database-away.js';
import { errorCode } from '../errors/error-facts.js';

/** A value of the wrong form or size for its column, as an id that is no UUID. */
const WRONG_VALUE = new Set(['P2000', 'P2006', 'P2007', 'P2009', 'P2019', 'P2020', 'P2023', 'P2033']);
/** A raw error of PostgreSQL; its own code then says which. */
const RAW = 'P2039';
/** "Data exception": the value is at fault. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DATA_EXCEPTION = /Code: `22[0-9A-Z]{3}`/;

/**
 * Gives the error that a caller sees for one that Prisma has thrown, or undefined for what only the platform can be blamed for. Modules
 * check their input themselves and say it better; this is the net below them, so that a slip costs a 400 and not a 500.
 * https://www.prisma.io/docs/orm/reference/error-reference
 */
export function explainPrismaError(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !thrown.name.startsWith('PrismaClient')) return undefined;
  const code = errorCode(thrown) ?? '';
  const cause = { cause: thrown };
  if (isDatabaseAway(thrown) || thrown.name === 'PrismaClientInitializationError') {
    return new AppError('store_unavailable', 'The database does not answer. Try again in a moment.', { retryAfterSeconds: 2, ...cause });
  }
  if (WRONG_VALUE.has(code) || thrown.name === 'PrismaClientValidationError' || (code === RAW && DATA_EXCEPTION.test(thrown.message))) {
    return new AppError('bad_request', 'A value of the request is not of the form that it should have.', cause);
  }
  if (code === 'P2025') return new AppError('not_found', 'There is no such thing (any more).', cause);
  if (code === 'P2002') return new AppError('conflict', 'There is one of that name or address already.', cause);
  if (code === 'P2003') return new AppError('conflict', 'What this belongs to does not exist (any more), or something still needs it.', cause);
  if (code === 'P2034') return new AppError('overloaded', 'Two changes met. Try again.', { retryAfterSeconds: 1, ...cause });
  return undefined;
}
