import { clock, clockMinutes, day } from '@/lib/time';

/** A moment in the viewer's zone, UTC on hover; `none` when there is no such moment. */
export function TimeText({ at, none = '–', seconds }: { at: string | null | undefined; none?: string; seconds?: boolean }) {
  const ms = at ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(ms)) return <span className="m">{none}</span>;
  const utc = `${new Date(ms).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
  return (
    <time dateTime={new Date(ms).toISOString()} title={utc}>
      {day(ms)} {seconds ? clock(ms) : clockMinutes(ms)}
    </time>
  );
}
