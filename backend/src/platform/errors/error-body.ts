import { asMetadataUnavailable } from '../prisma/prisma-errors.js';
import { AppError } from './app-error.js';

/** The one shape of an error on every transport. */
export interface ErrorBody {
  error: { code: string; message: string; details?: unknown; requestId: string };
}

/** Gives an AppError for anything that was thrown; the text of an unknown error never leaves the process. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const unavailable = asMetadataUnavailable(thrown);
  if (unavailable) return unavailable;
  return new AppError('internal', 'Something went wrong on the server. The request id finds it in the server log.', { cause: thrown });
}

/** Shapes an error for HTTP answers and socket acknowledgements. */
export function toErrorBody(error: AppError, requestId: string): ErrorBody {
  const body: ErrorBody = { error: { code: error.code, message: error.message, requestId } };
  if (error.details !== undefined) body.error.details = error.details;
  return body;
}
