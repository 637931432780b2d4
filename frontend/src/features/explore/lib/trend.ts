import type { Histogram, SeverityCounts } from '@/lib/api/types';
import { addCounts, noCounts, sumCounts, type SecondCounts } from '@/lib/severity-counts';

export interface TrendBucket {
  start: number;
  counts: SeverityCounts;
  total: number;
}

export interface Trend {
  stepMs: number;
  buckets: TrendBucket[];
  counts: SeverityCounts;
  total: number;
  /** Largest bucket. */
  peak: number;
}

/**
 * The window that ends now: the last histogram moved on to `now`, with the seconds since added. It begins and ends within a bucket,
 * so there is one bucket more than steps in the window, and the sum is that of the whole window.
 * The next histogram replaces what was added, so an estimate never outlives its refresh.
 */
export function buildTrend(base: Histogram | undefined, seconds: readonly SecondCounts[], windowMs: number, stepMs: number, now: number): Trend {
  const last = Math.floor(now / stepMs) * stepMs;
  const size = Math.max(1, Math.round(windowMs / stepMs)) + 1;
  const first = last - (size - 1) * stepMs;
  const buckets: TrendBucket[] = Array.from({ length: size }, (_, index) => ({ start: first + index * stepMs, counts: noCounts(), total: 0 }));
  const put = (at: number, counts: SeverityCounts) => {
    const bucket = buckets[Math.floor((at - first) / stepMs)];
    if (bucket) addCounts(bucket.counts, counts);
  };
  for (const bucket of base?.buckets ?? []) put(Date.parse(bucket.start), bucket.counts);
  for (const second of seconds) put(second.at - 1, second.counts);
  const counts = noCounts();
  let peak = 0;
  for (const bucket of buckets) {
    bucket.total = sumCounts(bucket.counts);
    addCounts(counts, bucket.counts);
    peak = Math.max(peak, bucket.total);
  }
  return { stepMs, buckets, counts, total: sumCounts(counts), peak };
}

/** A round number at or a little above the largest value: 1, 2, 2.5 or 5 times a power of ten. */
export function niceTop(peak: number): number {
  if (peak <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(peak));
  for (const step of [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]) if (step * power >= peak) return step * power;
  return peak;
}

const TICK_STEPS_MIN = [1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 240, 360];
const TICKS_MAX = 6;

/** Round times for the axis, six at most, with their place from 0 to 1. `offsetMinutes` is the zone's, east positive. */
export function timeTicks(first: number, spanMs: number, offsetMinutes: number): { at: number; share: number }[] {
  const minutes = TICK_STEPS_MIN.find((step) => spanMs / (step * 60_000) <= TICKS_MAX) ?? 360;
  const step = minutes * 60_000;
  const offset = offsetMinutes * 60_000;
  const ticks: { at: number; share: number }[] = [];
  for (let at = Math.ceil((first + offset) / step) * step - offset; at <= first + spanMs; at += step) ticks.push({ at, share: (at - first) / spanMs });
  return ticks;
}

/** Path of a filled line over `values`, in a box of 1000 × `height`; zero lies on the bottom. */
export function lanePath(values: readonly number[], top: number, height: number): { line: string; area: string } {
  const step = values.length > 1 ? 1000 / (values.length - 1) : 1000;
  const points = values.map((value, index) => `${(index * step).toFixed(1)} ${(height - Math.min(1, value / top) * (height - 2)).toFixed(1)}`);
  const line = `M${points.join('L')}`;
  return { line, area: `${line}L1000 ${height}L0 ${height}Z` };
}
