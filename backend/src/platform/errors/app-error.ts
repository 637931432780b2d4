/** Every error that the platform shows to a caller has one of these codes; nothing else ever leaves a process. */
export const ERROR_STATUS = {
  bad_request: 400,
  invalid_records: 400,
  invalid_query: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  store_unavailable: 503,
  overloaded: 503,
  shutting_down: 503,
  query_too_expensive: 422,
  query_timeout: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface AppErrorOptions {
  /** Facts for the caller: which field, which limit, how to change it. Never a secret, never a stack. */
  details?: unknown;
  /** When to come back, for 429 and 503. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The one error type of the platform. `message` is plain English and says what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** HTTP status of the code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
