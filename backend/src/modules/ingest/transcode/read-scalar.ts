import { parseSeverity, severityWords } from '../../logs/severity.js';
import { ByteDictionary, hashBytes } from './byte-dictionary.js';

const SEVERITIES = new ByteDictionary(severityWords());
const LONGEST_SEVERITY = 16;
const MS_A_MINUTE = 60_000;

/** Digits at `start`…`end` as a number, or NaN. */
export function readDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Severity number of a word that programs usually write, or -1. */
export function readSeverityWord(bytes: Uint8Array, start: number, end: number): number {
  return end - start > LONGEST_SEVERITY ? -1 : SEVERITIES.find(bytes, start, end, hashBytes(bytes, start, end));
}

/** Severity number of an integer, or -1. */
export function readSeverityNumber(bytes: Uint8Array, start: number, end: number): number {
  return end - start > 3 ? -1 : (parseSeverity(readDigits(bytes, start, end)) ?? -1);
}

/** A moment that is read from bytes: ms since 1970 and ns beyond them. Reused for each record, so that none is made. */
export class MomentReader {
  ms = 0;
  ns = 0;
  /** The day read last and its beginning: logs of one call are mostly of one day. */
  private day = -1;
  private dayMs = 0;

  /** Reads RFC 3339 with T and a zone; false when it is anything else. */
  readText(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length < 20 || length > 35) return false;
    if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d || bytes[start + 10] !== 0x54) return false;
    if (bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return false;
    if (!this.readDay(bytes, start)) return false;
    const hour = readDigits(bytes, start + 11, start + 13);
    const minute = readDigits(bytes, start + 14, start + 16);
    const second = readDigits(bytes, start + 17, start + 19);
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return false;
    let zoneAt = start + 19;
    let fraction = 0;
    if (bytes[zoneAt] === 0x2e) {
      const fractionAt = zoneAt + 1;
      zoneAt = fractionAt;
      while (zoneAt < end && isDigit(bytes[zoneAt])) zoneAt += 1;
      const digits = zoneAt - fractionAt;
      if (digits < 1 || digits > 9) return false;
      fraction = readDigits(bytes, fractionAt, zoneAt) * 10 ** (9 - digits);
    }
    const offset = readOffset(bytes, zoneAt, end);
    if (Number.isNaN(offset)) return false;
    const fractionMs = Math.floor(fraction / 1_000_000);
    this.ms = this.dayMs + hour * 3_600_000 + minute * MS_A_MINUTE + second * 1000 + fractionMs - offset;
    this.ns = fraction - fractionMs * 1_000_000;
    return true;
  }

  /** Reads an epoch of 10, 13, 16 or 19 digits: s, ms, µs or ns. */
  readEpoch(bytes: Uint8Array, start: number, end: number): boolean {
    const digits = end - start;
    // The general way tells units apart by the size of the number, which zeros in front would hide.
    if (bytes[start] === 0x30) return false;
    const value = readDigits(bytes, start, Math.min(end, start + 13));
    if (Number.isNaN(value)) return false;
    this.ns = 0;
    if (digits === 10) this.ms = value * 1000;
    else if (digits === 13) this.ms = value;
    else if (digits === 16 || digits === 19) {
      this.ms = value;
      const rest = readDigits(bytes, start + 13, end);
      this.ns = digits === 16 ? rest * 1000 : rest;
      return !Number.isNaN(rest);
    } else return false;
    return true;
  }

  private readDay(bytes: Uint8Array, start: number): boolean {
    const year = readDigits(bytes, start, start + 4);
    const month = readDigits(bytes, start + 5, start + 7);
    const day = readDigits(bytes, start + 8, start + 10);
    const key = year * 10_000 + month * 100 + day;
    if (key === this.day) return true;
    if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return false;
    const dayMs = Date.UTC(year, month - 1, day);
    if (new Date(dayMs).getUTCDate() !== day) return false; // such as 30 February
    this.day = key;
    this.dayMs = dayMs;
    return true;
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** ms of `Z` or `±hh:mm`, or NaN. */
function readOffset(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  if (sign === 0x5a && end - start === 1) return 0;
  if ((sign !== 0x2b && sign !== 0x2d) || end - start !== 6 || bytes[start + 3] !== 0x3a) return Number.NaN;
  const minutes = readDigits(bytes, start + 1, start + 3) * 60 + readDigits(bytes, start + 4, start + 6);
  return (sign === 0x2d ? -1 : 1) * minutes * MS_A_MINUTE;
}
