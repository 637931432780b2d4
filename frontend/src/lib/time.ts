const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Clock time in the viewer's zone: `09:41:07`. */
export function clock(ms: number): string {
  const date = new Date(ms);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** Hours and minutes in the viewer's zone: `09:41`. */
export function clockMinutes(ms: number): string {
  const date = new Date(ms);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Milliseconds of the second: `087`. */
export function clockMillis(ms: number): string {
  return pad(((ms % 1000) + 1000) % 1000, 3);
}

/** Day in the viewer's zone: `2026-11-21`. */
export function day(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** Date and time in the viewer's zone with every digit that the record has: `2026-11-21 09:41:13.951204`. */
export function fullTime(rfc3339: string): string {
  const ms = Date.parse(rfc3339);
  if (Number.isNaN(ms)) return rfc3339;
  const fraction = /\.(\d+)/.exec(rfc3339)?.[1] ?? '000';
  return `${day(ms)} ${clock(ms)}.${fraction.padEnd(3, '0')}`;
}

/** The viewer's zone as an offset: `UTC+1`, `UTC−3:30`, `UTC`. */
export function zoneName(now = new Date()): string {
  const minutes = -now.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const rest = size % 60;
  return `UTC${minutes > 0 ? '+' : '−'}${Math.floor(size / 60)}${rest ? `:${pad(rest)}` : ''}`;
}
