/** A moment: whole ms since 1970 and the ns beyond them (0-999,999). */
export interface Moment {
  ms: number;
  ns: number;
}

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[T t](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?\s?(Z|z|[+-]\d\d:?\d\d|[+-]\d\d)?$/;

/** Milliseconds of an offset such as `+05:30`. */
function offsetMs(text: string): number {
  const digits = text.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (text.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/**
 * Reads RFC 3339 with up to nine digits of a second; a space may stand for the T, and a time without a zone is UTC.
 * Gives undefined for anything else. https://www.rfc-editor.org/rfc/rfc3339
 */
export function parseRfc3339(text: string): Moment | undefined {
  return parseCommon(text) ?? parseAny(text);
}

/** Two digits at a position, or NaN. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The one form that nearly every sender writes, `2026-11-21T09:41:24.870Z`, without the cost of a regular expression. */
function parseCommon(text: string): Moment | undefined {
  if (text.length !== 24 || text.charCodeAt(23) !== 90 || text.charCodeAt(19) !== 46 || text.charCodeAt(10) !== 84) return undefined;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const thousandth = text.charCodeAt(22) - 48;
  // Days that not every month has are left to the careful way.
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59 && thousandth >= 0 && thousandth <= 9))
    return undefined;
  const ms = Date.UTC(twoDigits(text, 0) * 100 + twoDigits(text, 2), month - 1, day, hour, minute, second) + twoDigits(text, 20) * 10 + thousandth;
  return Number.isNaN(ms) ? undefined : { ms, ns: 0 };
}

function parseAny(text: string): Moment | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(utc);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    // A leap second is the only time of day beyond 23:59:59.
    if (Number(second) !== 60) return undefined;
  }
  const padded = fraction.padEnd(9, '0');
  return { ms: utc + Number(padded.slice(0, 3)) - (zone.length > 1 ? offsetMs(zone) : 0), ns: Number(padded.slice(3)) };
}
