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
