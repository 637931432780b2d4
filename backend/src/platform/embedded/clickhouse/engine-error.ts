/** Codes of ClickHouse that the bridge itself gives or looks at. */
export const ENGINE_CODE = {
  badArguments: 36,
  syntaxError: 62,
  unknownFormat: 73,
  readonly: 164,
  tooManyQueries: 202,
  notEnoughSpace: 243,
  unknownException: 1002,
  authenticationFailed: 516,
} as const;

/** An error as ClickHouse's HTTP interface gives it: a code, and a text that names it at the end. */
export class EngineError extends Error {
  readonly code: number;

  constructor(code: number, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }

  /** For what the bridge refuses: in the words of the server, so that clients can read code and type. */
  static of(code: number, type: string, text: string): EngineError {
    return new EngineError(code, `Code: ${code}. DB::Exception: ${text} (${type})`);
  }
}

/** Gives whatever the engine threw as an EngineError. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const found = /Code: (\d+)\./.exec(text)?.[1];
  if (found !== undefined) return new EngineError(Number(found), text.slice(text.indexOf('Code: ')).trimEnd(), { cause: thrown });
  return new EngineError(ENGINE_CODE.unknownException, `Code: ${ENGINE_CODE.unknownException}. DB::Exception: ${text} (UNKNOWN_EXCEPTION)`, { cause: thrown });
}

const BAD_REQUEST = [6, 26, 27, 33, 36, 38, 41, 42, 43, 44, 45, 46, 47, 53, 62, 63, 69, 70, 72, 73, 117, 130, 131, 179, 321, 456, 457];
const STATUS: ReadonlyMap<number, number> = new Map([
  ...BAD_REQUEST.map((code) => [code, 400] as const),
  ...[16, 60, 81, 115].map((code) => [code, 404] as const),
  [159, 408],
  [164, 403],
  [192, 403],
  [193, 403],
  [194, 401],
  [202, 503],
  [241, 500],
  [243, 507],
  [48, 501],
  [497, 403],
  [516, 403],
]);

/** HTTP status of an exception code, as the server chooses it. */
export function statusOfCode(code: number): number {
  return STATUS.get(code) ?? 500;
}
