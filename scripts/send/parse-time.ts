/** What a line without a zone is taken for. */
export type Zone = 'local' | 'utc';

export interface TimeContext {
  zone: Zone;
  /** ms since 1970, for the parts a line leaves out (the year, the date). */
  nowMs: number;
}

/** A time at the start of a text: RFC 3339 in UTC with the digits the text had, and the text behind it. */
export interface FoundTime {
  timestamp: string;
  rest: string;
}

const DAY_MS = 86_400_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(?<h>\d{1,2}):(?<mi>\d\d):(?<s>\d\d)(?:[.,](?<f>\d{1,9})\d*)?`;
const OFFSET = String.raw`(?:\s?(?<tz>Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w:]))?`;
const WEEKDAY = String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?`;
const MONTH = String.raw`(?<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*`;

const FORMATS = [
  // 2026-11-21T07:53:11.123Z, 2026-11-21 07:53:11,123, 2026/11/21 07:53:11 (Go, nginx)
  String.raw`(?<y>\d{4})[-/](?<mo>\d\d)[-/](?<d>\d\d)(?:T|t|\s+|_)${CLOCK}${OFFSET}`,
  // 21/Nov/2026:07:53:11 +0000 (access logs), 21 Nov 2026 07:53:11.123 (Redis)
  String.raw`${WEEKDAY}(?<d>\d{1,2})[/ -]${MONTH}[/ -](?<y>\d{4})[: ]\s*${CLOCK}${OFFSET}`,
  // Sat Nov 21 07:53:11.123456 2026 (Apache, ctime), Sat Nov 21 07:53:11 UTC 2026 (date)
  String.raw`${WEEKDAY}${MONTH}\s+(?<d>\d{1,2})\s+${CLOCK}${OFFSET}\s+(?<y>\d{4})(?!\d)`,
  // Nov 21, 2026 7:53:11 AM (java.util.logging)
  String.raw`${MONTH}\s+(?<d>\d{1,2}),\s+(?<y>\d{4}),?\s+${CLOCK}(?:\s?(?<half>[AaPp])[Mm])?${OFFSET}`,
  // Nov 21 07:53:11 (RFC 3164)
  String.raw`${MONTH}\s+(?<d>\d{1,2})\s+${CLOCK}`,
  // 07:53:11.123 (Logback without a date)
  CLOCK,
].map((source) => new RegExp(`^${source}(?!\\w|:\\d)`));

// Seconds, ms, µs or ns since 1970, from 2001 on: ten digits and their multiples.
const EPOCH = /^(?<whole>\d{10}|\d{13}|\d{16}|\d{19})(?:\.(?<f>\d{1,9}))?(?=[\s:\]|,]|$)/;

/** Reads the time that `text` starts with; undefined when it starts with none. Impossible dates (30 February) are none. */
export function readLeadingTime(text: string, context: TimeContext): FoundTime | undefined {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (!digit && !/^[A-Z]/.test(text)) return undefined;
  const epoch = digit ? EPOCH.exec(text) : null;
  if (epoch?.groups) {
    return { timestamp: fromEpoch(epoch.groups['whole'] ?? '', epoch.groups['f'] ?? ''), rest: text.slice(epoch[0].length) };
  }
  for (const format of FORMATS) {
    const match = format.exec(text);
    if (!match?.groups) continue;
    const timestamp = toTimestamp(match.groups, context);
    return timestamp === undefined ? undefined : { timestamp, rest: text.slice(match[0].length) };
  }
  return undefined;
}

function fromEpoch(whole: string, fraction: string): string {
  const digits = whole.slice(10) + fraction;
  return withFraction(Number(whole.slice(0, 10)) * 1000, digits);
}

type Groups = Record<string, string | undefined>;

function toTimestamp(groups: Groups, context: TimeContext): string | undefined {
  let hours = Number(groups['h']);
  const half = groups['half']?.toLowerCase();
  if (half) hours = (hours % 12) + (half === 'p' ? 12 : 0);
  const minutes = Number(groups['mi']);
  const seconds = Math.min(59, Number(groups['s'])); // 60 is a leap second
  if (hours > 23 || minutes > 59 || Number(groups['s']) > 60) return undefined;
  const at = (year: number, month: number, day: number): number | undefined => {
    const zone = groups['tz'];
    if (zone === undefined) return moment(context.zone, year, month, day, hours, minutes, seconds);
    const utc = moment('utc', year, month, day, hours, minutes, seconds);
    return utc === undefined ? undefined : utc - offsetMs(zone);
  };
  const ms = groups['d'] === undefined ? atLatestDay(at, context) : atDate(groups, at, context);
  return ms === undefined ? undefined : withFraction(ms, groups['f'] ?? '');
}

type At = (year: number, month: number, day: number) => number | undefined;

function atDate(groups: Groups, at: At, context: TimeContext): number | undefined {
  const month = groups['mo'] ? Number(groups['mo']) - 1 : MONTHS.indexOf((groups['mon'] ?? '').toLowerCase());
  const day = Number(groups['d']);
  if (groups['y']) return at(Number(groups['y']), month, day);
  // No year: the latest that is not more than a day ahead, so that December lines read in January are last year's.
  const thisYear = new Date(context.nowMs).getUTCFullYear();
  for (let year = thisYear + 1; year > thisYear - 9; year--) {
    const ms = at(year, month, day);
    if (ms !== undefined && ms <= context.nowMs + DAY_MS) return ms;
  }
  return undefined;
}

/** A time without a date: today, or yesterday when that is more than an hour ahead. */
function atLatestDay(at: At, { nowMs, zone }: TimeContext): number | undefined {
  for (const day of [new Date(nowMs), new Date(nowMs - DAY_MS)]) {
    const ms = zone === 'utc' ? at(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()) : at(day.getFullYear(), day.getMonth(), day.getDate());
    if (ms !== undefined && ms <= nowMs + 3_600_000) return ms;
  }
  return undefined;
}

function moment(zone: Zone, year: number, month: number, day: number, h: number, mi: number, s: number): number | undefined {
  if (month < 0 || month > 11 || day < 1 || day > new Date(Date.UTC(year, month + 1, 0)).getUTCDate()) return undefined;
  return zone === 'utc' ? Date.UTC(year, month, day, h, mi, s) : new Date(year, month, day, h, mi, s).getTime();
}

function offsetMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

function withFraction(ms: number, digits: string): string {
  const seconds = new Date(ms).toISOString().slice(0, -5);
  return digits ? `${seconds}.${digits.slice(0, 9)}Z` : `${seconds}Z`;
}
