import { errorCode, errorText } from './error-facts.js';

/** Of Prisma: not reached, too slow to answer, closed in the middle, no connection free in time. */
const AWAY_CODES: ReadonlySet<string> = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
/** What PostgreSQL and its driver say while the server ends or starts; Prisma gives these no code of their own. */
const AWAY_WORDS =
  /can't reach database server|connection terminated|server has closed the connection|terminating connection|is (starting up|shutting down)|system is in recovery/i;

/** Whether Prisma threw because PostgreSQL is away for now: the same call may work in a moment. */
export function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !/^(PrismaClient|DriverAdapter)/.test(thrown.name)) return false;
  return AWAY_CODES.has(errorCode(thrown) ?? '') || AWAY_WORDS.test(errorText(thrown));
}
