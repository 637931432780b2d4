/** An answer that refuses, or no answer at all (`status` 0, code `unreachable`). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId?: string,
    readonly details?: unknown,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Signing in again is the only way on. */
  get denied(): boolean {
    return this.status === 401;
  }
}

/** Whether it may pass by itself: no answer, too many calls, trouble on the server. What was refused stays refused. */
export const passes = (error: Error): boolean => !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads `{error: {code, message, details?, requestId}}`; anything else (a proxy's page) becomes a sentence with the status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const details = isRecord(error.details) ? error.details : undefined;
  const seconds = Number(details?.retryAfterSeconds ?? response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError(
    response.status,
    text(error.code) ?? `http_${response.status}`,
    text(error.message) ?? `The server answered ${response.status}.`,
    text(error.requestId),
    details,
    Number.isFinite(seconds) ? seconds : undefined,
  );
}
