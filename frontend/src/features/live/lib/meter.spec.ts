import { noCounts } from '@/lib/severity-counts';
import { TailMeter } from './meter';
import type { LiveStats } from './protocol';

/** Matched, and in the frame that comes next. */
const ON_ITS_WAY = 3;

const stats = (second: number, matched: number, skipped = 0, tailId = 't'): LiveStats => ({
  at: new Date(second * 1000).toISOString(),
  received: 100,
  counts: noCounts(),
  commitDelayMs: 5,
  tails: [{ tailId, matched, delivered: matched - skipped - ON_ITS_WAY, skipped, mode: 'full' }],
});

test('means of the sums that the server sends', () => {
  const meter = new TailMeter();
  meter.stats(stats(1, 10), 't', 1000);
  meter.stats(stats(2, 30, 10), 't', 2000);
  expect(meter.reading()).toMatchObject({ seconds: 2, receivedPerSecond: 100, matchedPerSecond: 15, matched: 30, delivered: 20, lastMatched: 20 });
});

test('severities are means of the same seconds, and not known when one of these was not delivered whole', () => {
  const meter = new TailMeter();
  meter.stats(stats(1, 10), 't', 1000, { ...noCounts(), info: 8, error: 2 });
  meter.stats(stats(2, 20), 't', 2000, { ...noCounts(), info: 10 });
  expect(meter.reading().severityPerSecond).toMatchObject({ info: 9, error: 1, warn: 0 });
  meter.stats(stats(3, 40), 't', 3000);
  expect(meter.reading().severityPerSecond).toBeUndefined();
});

test('a new tail begins at zero', () => {
  const meter = new TailMeter();
  meter.stats(stats(1, 1000), 't', 1000);
  meter.stats(stats(2, 4, 0, 'u'), 'u', 2000);
  expect(meter.reading().lastMatched).toBe(4);
});

test('forgets what is older than ten seconds', () => {
  const meter = new TailMeter();
  for (let second = 1; second <= 30; second++) meter.stats(stats(second, Math.min(second, 20) * 5), 't', second * 1000);
  expect(meter.reading()).toMatchObject({ seconds: 10, matchedPerSecond: 0 });
});

test('the delay leaves out the difference between the clocks', () => {
  const meter = new TailMeter();
  expect(meter.reading().behindMs).toBeUndefined();
  meter.stats(stats(10, 0), 't', 70_000); // this clock is a minute ahead
  meter.frame('full', 1, new Date(11_000).toISOString(), 71_180);
  expect(meter.reading().behindMs).toBe(180);
});
