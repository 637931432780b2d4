import { parseRfc3339, type Moment } from '../../../platform/time/rfc3339.js';

const DIGITS = /^-?\d{1,19}(\.\d+)?$/;

/** Units of an epoch are told apart by its size: each from July 1979 to a year beyond 9999. */
const SECONDS_BELOW = 3e11;
const MILLISECONDS_BELOW = 3e14;
const MICROSECONDS_BELOW = 3e17;

/** An epoch in s, ms, µs or ns, told apart by its size; ns are kept when it comes as text. */
function parseEpoch(text: string): Moment | undefined {
  const [whole = '', fraction = ''] = text.split('.');
  const size = Math.abs(Number(whole));
  // Digits after the decimal point of the given unit, to ns.
  const shift = size < SECONDS_BELOW ? 9 : size < MILLISECONDS_BELOW ? 6 : size < MICROSECONDS_BELOW ? 3 : 0;
  const nanos = BigInt(whole + fraction.slice(0, shift).padEnd(shift, '0'));
  const ms = nanos >= 0n ? nanos / 1_000_000n : (nanos - 999_999n) / 1_000_000n;
  return { ms: Number(ms), ns: Number(nanos - ms * 1_000_000n) };
}

/**
 * Reads a time: RFC 3339 with up to nine digits of a second (UTC when it names no zone), an epoch in s, ms, µs or ns as a
 * number or text, or anything else that the runtime's date parser reads. Gives undefined when it is no time.
 */
export function parseTime(value: unknown): Moment | undefined {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return undefined;
    const size = Math.abs(value);
    if (size >= SECONDS_BELOW && size < MILLISECONDS_BELOW) return { ms: Math.floor(value), ns: Math.floor((value - Math.floor(value)) * 1e6) };
    return size < 1e19 ? parseEpoch(value.toFixed(size < SECONDS_BELOW ? 6 : 0)) : undefined;
  }
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  const moment = parseRfc3339(text);
  if (moment) return moment;
  if (DIGITS.test(text)) return parseEpoch(text);
  // What looks like RFC 3339 and is none, such as 30 February, must not roll over into another day.
  const ms = /\d{4}/.test(text) && !/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : { ms, ns: 0 };
}
