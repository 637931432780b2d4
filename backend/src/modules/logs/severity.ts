/**
 * Severity words, syslog names and short forms, to OpenTelemetry severity numbers (1-24).
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
const NUMBER_OF_WORD = new Map<string, number>([
  ['trace', 1],
  ['verbose', 1],
  ['finest', 1],
  ['finer', 1],
  ['silly', 1],
  ['debug', 5],
  ['dbg', 5],
  ['fine', 5],
  ['config', 5],
  ['info', 9],
  ['information', 9],
  ['informational', 9],
  ['log', 9],
  ['http', 9],
  ['success', 9],
  ['notice', 10],
  ['note', 10],
  ['warn', 13],
  ['warning', 13],
  ['wrn', 13],
  ['error', 17],
  ['err', 17],
  ['eror', 17],
  ['severe', 17],
  ['fatal', 21],
  ['critical', 21],
  ['crit', 21],
  ['alert', 21],
  ['emerg', 21],
  ['emergency', 21],
  ['panic', 21],
  ['t', 1],
  ['d', 5],
  ['i', 9],
  ['n', 10],
  ['w', 13],
  ['e', 17],
  ['f', 21],
  ['c', 21],
]);

/** Every known word, in the cases that programs write it in. */
export function severityWords(): [word: string, number: number][] {
  return [...NUMBER_OF_WORD].flatMap(([word, number]) =>
    [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)].map((text): [string, number] => [text, number]),
  );
}

/** Severity number of what a record without any is taken for. */
export const DEFAULT_SEVERITY = 9;

/** The levels of pino and bunyan (10, 20, … 60), which other numbers above 24 are read by too. */
function fromPinoLevel(level: number): number {
  if (level >= 60) return 21;
  if (level >= 50) return 17;
  if (level >= 40) return 13;
  if (level >= 30) return 9;
  return level >= 20 ? 5 : 1;
}

/**
 * Reads a severity from a word in any case, or a number: 1-24 by OpenTelemetry, above that by the levels of pino.
 * Gives undefined when it is none of them.
 */
export function parseSeverity(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const known = NUMBER_OF_WORD.get(value);
    if (known !== undefined) return known;
    const word = value.trim().toLowerCase();
    const number = NUMBER_OF_WORD.get(word) ?? NUMBER_OF_WORD.get(word.replace(/^severity_number_|\d$/g, ''));
    if (number !== undefined) return number;
    return /^\d{1,3}$/.test(word) ? parseSeverity(Number(word)) : undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return undefined;
  if (value <= 24) return value;
  return value <= 100 ? fromPinoLevel(value) : undefined;
}
