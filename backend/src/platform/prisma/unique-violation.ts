import { errorCode } from '../errors/error-facts.js';

/** Whether the database has refused a row because another one holds a value that must be unique. */
export function isUniqueViolation(thrown: unknown): boolean {
  return errorCode(thrown) === 'P2002';
}
