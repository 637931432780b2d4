import { errorCode } from '../errors/error-facts.js';

/** Whether the database has refused a row because another one holds a value that must be unique. */
export function isUniqueViolation(thrown: unknown): boolean {
  return errorCode(thrown) === 'P2002';
}

/** Does the work once more when a row of somebody who was quicker was in its way: the second time it sees that row. */
export async function againIfTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) return work();
    throw error;
  }
}
