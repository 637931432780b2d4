import { AppError } from '../../../platform/errors/app-error.js';
import { parseRfc3339 } from '../../../platform/time/rfc3339.js';

const RELATIVE = /^now(?:-(\d{1,6})(s|m|h|d|w))?$/;
const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads a bound of a time range: RFC 3339, ms since 1970, `now`, or `now-15m` (s, m, h, d, w).
 * @throws AppError invalid_query naming the parameter
 */
export function parseTimeBound(value: string, parameter: string, nowMs: number): number {
  const text = value.trim();
  const relative = RELATIVE.exec(text);
  if (relative) return nowMs - Number(relative[1] ?? 0) * (UNIT_MS[relative[2] ?? 's'] ?? 0);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  // A plus sign that was not escaped in a URL arrives as a space.
  const moment = parseRfc3339(text.replace(/ (\d\d:?\d\d)$/, '+$1'));
  if (moment) return moment.ms;
  throw new AppError('invalid_query', `"${parameter}" is no time. Use RFC 3339 (2026-11-21T09:00:00Z), ms since 1970, now or now-15m.`, {
    details: { field: parameter },
  });
}

/** A time range; either end may be open. */
export interface OpenRange {
  fromMs: number | undefined;
  toMs: number | undefined;
}

/** No log lies outside: times of events are bounded by 1970 and a day ahead. The store's own times end in 2106. */
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(2100, 0);

const bounded = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : Math.min(LATEST_MS, Math.max(EARLIEST_MS, ms)));

/**
 * Reads `from` and `to`; what lies outside of the time that logs can have is drawn in to its end.
 * @throws AppError invalid_query when one is no time, or `from` is not before `to`
 */
export function parseTimeRange(from: string | undefined, to: string | undefined, nowMs: number): OpenRange {
  const fromMs = from === undefined ? undefined : parseTimeBound(from, 'from', nowMs);
  const toMs = to === undefined ? undefined : parseTimeBound(to, 'to', nowMs);
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs)
    throw new AppError('invalid_query', '"from" must lie before "to".', { details: { field: 'from' } });
  return { fromMs: bounded(fromMs), toMs: bounded(toMs) };
}

/** Widths of a bucket that people read easily, in seconds. */
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

const DAY_SECONDS = 86_400;
/** Widest bucket that can be asked for. */
const INTERVAL_SECONDS_MAX = 366 * DAY_SECONDS;

/** Most buckets of a histogram. */
export const BUCKETS_MAX = 120;

/** The narrowest readable width that gives at most `bucketsMax` buckets. */
export function bucketWidthSeconds(range: { fromMs: number; toMs: number }, bucketsMax = 60): number {
  const seconds = (range.toMs - range.fromMs) / 1000;
  return WIDTHS.find((width) => seconds / width <= bucketsMax) ?? Math.ceil(seconds / bucketsMax / DAY_SECONDS) * DAY_SECONDS;
}

/** Reads an interval such as `15s`, `1m`, `2h` or a number of seconds; @throws AppError invalid_query */
export function parseInterval(text: string, range: { fromMs: number; toMs: number }): number {
  const match = /^(\d{1,7})(s|m|h|d|w)?$/.exec(text.trim());
  const seconds = match ? (Number(match[1]) * (UNIT_MS[match[2] ?? 's'] ?? 0)) / 1000 : 0;
  if (seconds < 1 || seconds > INTERVAL_SECONDS_MAX) {
    throw new AppError('invalid_query', '"interval" is a width such as 15s, 1m or 1h, at most 366d.', { details: { field: 'interval' } });
  }
  if ((range.toMs - range.fromMs) / 1000 / seconds > BUCKETS_MAX) {
    throw new AppError('invalid_query', `An interval of ${text} gives more than ${BUCKETS_MAX} buckets. Use a wider interval or a shorter range.`, {
      details: { field: 'interval', limit: BUCKETS_MAX },
    });
  }
  return seconds;
}
