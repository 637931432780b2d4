import { clock, day } from '@/lib/time';

/** RFC 3339 of what an input of date and time holds in the viewer's zone; undefined when it is empty or no time. */
export function isoOf(local: string): string | undefined {
  const ms = local ? new Date(local).getTime() : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** What an input of date and time shows for a moment, in the viewer's zone, to the minute: `2026-11-21T09:41`. */
export function localOf(iso: string | null | undefined): string {
  const ms = iso ? Date.parse(iso) : Number.NaN;
  return Number.isNaN(ms) ? '' : `${day(ms)}T${clock(ms).slice(0, 5)}`;
}
