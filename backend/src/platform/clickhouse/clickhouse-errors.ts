import { ClickHouseError } from '@clickhouse/client';
import { AppError } from '../errors/app-error.js';
import { errorCode, errorText } from '../errors/error-facts.js';

const RETRY_AFTER_SECONDS = 2;

/** The store has refused an insert for its data: the same bytes would be refused again. */
export class StoreRejectedError extends Error {
  /** Exception code of ClickHouse, when there was one. */
  readonly storeCode: number | undefined;

  constructor(message: string, options: { storeCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StoreRejectedError';
    this.storeCode = options.storeCode;
  }
}

/**
 * Codes that only the rows themselves can cause. Not among them, since another batch would fail in the same way: an unknown
 * table or column of the statement (16, 47, 60), a syntax error of the statement (62), settings (115).
 */
const DATA_CODES: ReadonlySet<number> = new Set([
  6, // CANNOT_PARSE_TEXT
  25, // CANNOT_PARSE_ESCAPE_SEQUENCE
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  33, // CANNOT_READ_ALL_DATA
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  128, // TOO_LARGE_ARRAY_SIZE
  130, // CANNOT_READ_ARRAY_FROM_TEXT
  131, // TOO_LARGE_STRING_SIZE
  190, // SIZES_OF_ARRAYS_DONT_MATCH
  252, // TOO_MANY_PARTS, only for too many partitions in one block: see below
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  376, // CANNOT_PARSE_UUID
  407, // DECIMAL_OVERFLOW
  467, // CANNOT_PARSE_BOOL
  469, // VIOLATED_CONSTRAINT
  675, // CANNOT_PARSE_IPV4
  676, // CANNOT_PARSE_IPV6
]);

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNABORTED',
]);
const TIMEOUT_EXCEEDED = 159;
const SOCKET_TIMEOUT = 209;
const MEMORY_LIMIT_EXCEEDED = 241;
const NOT_ENOUGH_SPACE = 243;
const TOO_MANY_PARTS = 252;
const TOO_MANY_QUERIES = 202;
const QUERY_WAS_CANCELLED = 394;
/** Too many rows or bytes, read or in the result, or too slow to be worth the wait. */
const TOO_EXPENSIVE: ReadonlySet<number> = new Set([158, 160, 307, 396, MEMORY_LIMIT_EXCEEDED]);

function unavailable(message: string, cause: unknown): AppError {
  return new AppError('store_unavailable', message, { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}

function fromCode(code: number, cause: unknown): AppError | undefined {
  if (code === TIMEOUT_EXCEEDED || code === SOCKET_TIMEOUT)
    return new AppError('query_timeout', 'The query took too long. Narrow the time range or the filters.', { cause });
  if (code === QUERY_WAS_CANCELLED) return new AppError('query_timeout', 'The query was cancelled before it ended.', { cause });
  if (TOO_EXPENSIVE.has(code))
    return new AppError('query_too_expensive', 'The query needs more memory or reads more than is allowed. Narrow the time range or the filters.', { cause });
  if (code === NOT_ENOUGH_SPACE) return unavailable('The disk of the log store is full. Make room on it.', cause);
  if (code === TOO_MANY_PARTS) return unavailable('The log store is behind with merging. It will take records again in a moment.', cause);
  if (code === TOO_MANY_QUERIES) return unavailable('The log store is busy. Try again in a moment.', cause);
  return undefined;
}

/** Whether a connection ended before an answer came, as one does that the server closes at the moment it is used again. */
export function isConnectionCut(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/i.test(errorText(thrown));
}

function isNetworkError(thrown: unknown): boolean {
  const code = errorCode(thrown);
  if (code !== undefined && NETWORK_CODES.has(code)) return true;
  if (thrown instanceof AggregateError) return thrown.errors.some(isNetworkError);
  return /socket hang up|timeout error|aborted|premature close/i.test(errorText(thrown));
}

/** The rows are to blame, and would be refused again; undefined for every other error. */
function asRejection(error: ClickHouseError): StoreRejectedError | undefined {
  const code = Number(error.code);
  // One code for two things: parts that wait for a merge pass, too many partitions in one insert do not.
  const isData = code === TOO_MANY_PARTS ? /partitions for single INSERT/i.test(error.message) : DATA_CODES.has(code);
  return isData ? new StoreRejectedError(`The log store refused the record: ${firstSentence(error.message)}`, { storeCode: code, cause: error }) : undefined;
}

function withoutCode(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (errorText(thrown) === 'The user aborted a request.') return new AppError('query_timeout', 'The query was cancelled before it ended.', { cause: thrown });
  if (isNetworkError(thrown)) return unavailable('The log store does not answer. It is being started again, or the network is down.', thrown);
  return unavailable('The log store gave an answer that is not understood.', thrown);
}

/**
 * Gives what `@clickhouse/client` threw as the platform's error: `store_unavailable`, `query_timeout`, `query_too_expensive`,
 * StoreRejectedError when data could not be read, and `internal` for a statement that is wrong. The text of the store stays
 * in `cause`.
 */
export function toStoreError(thrown: unknown): AppError | StoreRejectedError {
  if (thrown instanceof StoreRejectedError) return thrown;
  if (!(thrown instanceof ClickHouseError)) return withoutCode(thrown);
  const known = asRejection(thrown) ?? fromCode(Number(thrown.code), thrown);
  return known ?? new AppError('internal', 'Something went wrong on the server. The request id finds it in the server log.', { cause: thrown });
}

/**
 * The same for an insert: StoreRejectedError when the rows are to blame, so that halving finds the guilty one; everything else
 * is `store_unavailable`, so that the same bytes are tried again and the sender is told to come back.
 */
export function toInsertError(thrown: unknown): AppError | StoreRejectedError {
  const error = toStoreError(thrown);
  if (error instanceof StoreRejectedError || error.code === 'store_unavailable') return error;
  if (thrown instanceof ClickHouseError && Number(thrown.code) === MEMORY_LIMIT_EXCEEDED) {
    return unavailable('The log store is short of memory. Send again in a moment, or raise ENGINE_MEMORY_MB.', thrown);
  }
  return unavailable(
    error.code === 'query_timeout'
      ? 'The log store took too long to store the records.'
      : 'The log store could not store the records. The server log tells why.',
    thrown,
  );
}

function firstSentence(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return (
    line
      .split(/: \(while|\. \(|: While executing/i)[0]
      ?.slice(0, 300)
      .trim() ?? ''
  );
}
