import { maskCounts, noCounts } from '@/lib/severity-counts';
import { buildTrend, lanePath, niceTop, timeTicks } from './trend';

const counts = (info: number, error = 0) => ({ ...noCounts(), info, error });
const STEP = 15_000;
const NOW = 1_000_000 * STEP + 4000;
const LAST = 1_000_000 * STEP;
const at = (ms: number) => new Date(ms).toISOString();

test('a window from the step that it begins in to the one that is running, zeros too', () => {
  const trend = buildTrend({ interval: 15, buckets: [{ start: at(LAST - STEP), counts: counts(3, 1) }] }, [], 900_000, STEP, NOW);
  expect(trend.buckets).toHaveLength(61);
  expect(trend.buckets[60]?.start).toBe(LAST);
  expect(trend.buckets[59]).toMatchObject({ total: 4 });
  expect(trend).toMatchObject({ total: 4, peak: 4, counts: { info: 3, error: 1 } });
});

test('adds the seconds since, to the step in which they ended', () => {
  const base = { interval: 15, buckets: [{ start: at(LAST), counts: counts(3) }] };
  const trend = buildTrend(
    base,
    [
      { at: LAST, counts: counts(2) },
      { at: LAST + 1000, counts: counts(5) },
    ],
    900_000,
    STEP,
    NOW,
  );
  expect(trend.buckets[59]?.total).toBe(2);
  expect(trend.buckets[60]?.total).toBe(8);
});

test('moves on: what left the window no longer counts', () => {
  const base = {
    interval: 15,
    buckets: [
      { start: at(LAST - 900_000 - STEP), counts: counts(7) },
      { start: at(LAST), counts: counts(1) },
    ],
  };
  expect(buildTrend(base, [], 900_000, STEP, NOW).total).toBe(1);
  expect(base.buckets[1]?.counts.info).toBe(1);
});

test('masks by severity, all when none is picked', () => {
  expect(maskCounts(counts(1, 2), ['error'])).toEqual(counts(0, 2));
  expect(maskCounts(counts(1, 2), [])).toEqual(counts(1, 2));
});

test('an axis has round times at their places, in the zone of the viewer', () => {
  const first = Date.UTC(2026, 10, 21, 9, 1, 45);
  const ticks = timeTicks(first, 15 * 60_000, 0);
  expect(ticks.map(({ at }) => new Date(at).toISOString().slice(11, 19))).toEqual(['09:03:00', '09:06:00', '09:09:00', '09:12:00', '09:15:00']);
  expect(ticks[0]?.share).toBeCloseTo(75 / 900);
  const days = timeTicks(Date.UTC(2026, 10, 21, 9, 30), 24.5 * 3_600_000, 330);
  expect(days.map(({ at }) => new Date(at + 330 * 60_000).getUTCHours())).toEqual([18, 0, 6, 12]);
});

test('round tops', () => {
  expect([0, 1, 7, 11, 26, 130, 1000, 1001].map(niceTop)).toEqual([1, 1, 8, 15, 30, 150, 1000, 1500]);
});

test('a lane begins on the left, ends on the right, and zero lies on the bottom', () => {
  expect(lanePath([0, 10], 10, 26).line).toBe('M0.0 26.0L1000.0 2.0');
  expect(lanePath([0], 1, 26).area).toBe('M0.0 26.0L1000 26L0 26Z');
});
