import { AppError } from '../errors/app-error.js';
import { errorCode, errorText } from '../errors/error-facts.js';

/** P1xxx: the server cannot be reached, has hung up or is too slow; P2024 and P2037: no connection is free. https://pris.ly/d/error-codes */
const UNREACHABLE_CODE = /^(P1\d{3}|P2024|P2037)$/;
/** What PostgreSQL itself says while it ends or starts (SQLSTATE 57P01 to 57P03), and its driver when a connection breaks. */
const UNREACHABLE_TEXT = /57P0[123]|terminating connection|database system is (starting up|shutting down|in recovery)|connection terminated|ECONNREFUSED/i;

/** Gives `store_unavailable` for an error of Prisma that says that PostgreSQL is away; undefined for everything else. */
export function asMetadataUnavailable(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !/^(PrismaClient|DriverAdapterError)/.test(thrown.name)) return undefined;
  if (!UNREACHABLE_CODE.test(errorCode(thrown) ?? '') && !UNREACHABLE_TEXT.test(errorText(thrown))) return undefined;
  return new AppError('store_unavailable', 'The metadata store does not answer right now. Try again in a moment.', { retryAfterSeconds: 2, cause: thrown });
}
