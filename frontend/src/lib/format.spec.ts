import { counted, formatBytes, formatCount, formatDuration, formatRate, formatShare, formatShort } from './format';
import { fullTime, zoneName } from './time';

test('counts', () => {
  expect(formatCount(4_492_870)).toBe('4,492,870');
  expect([0, 1, 2000].map((count) => counted(count, 'match', 'matches'))).toEqual(['0 matches', '1 match', '2,000 matches']);
  expect([124, 9999, 37_812, 752_000, 999_700, 3_610_000, 41_400_000].map(formatShort)).toEqual(['124', '9,999', '37.8k', '752k', '1.00M', '3.61M', '41.4M']);
});

test('rates never round something to nothing', () => {
  expect([0, 0.004, 0.034, 4.56, 99.94, 1248.2].map(formatRate)).toEqual(['0', '<0.01', '0.03', '4.6', '99.9', '1,248']);
});

test('shares say 100 and 0 only when it is exactly that', () => {
  expect(
    [
      [1, 1],
      [0, 5],
      [99_999, 100_000],
      [1, 8],
      [84, 10_000],
      [1, 1e6],
      [1, 0],
    ].map(([part = 0, whole = 0]) => formatShare(part, whole)),
  ).toEqual(['100 %', '0 %', '>99.9 %', '12.5 %', '0.84 %', '<0.01 %', '–']);
});

test('durations and bytes', () => {
  expect([180, 4200, 41_000, 90_000, 180_000, 900_000, 7_200_000, 400_000_000].map(formatDuration)).toEqual([
    '180 ms',
    '4.2 s',
    '41 s',
    '1.5 min',
    '3 min',
    '15 min',
    '2 h',
    '5 d',
  ]);
  expect([812, 16_384, 5_242_880].map(formatBytes)).toEqual(['812 B', '16 KB', '5.0 MB']);
});

test('times keep every digit of the record', () => {
  expect(fullTime('2026-11-21T09:41:13.951204Z')).toMatch(/^2026-11-2[012] \d\d:\d\d:13\.951204$/);
  expect(fullTime('2026-11-21T09:41:13Z')).toMatch(/:13\.000$/);
  expect(zoneName(Object.assign(new Date(), { getTimezoneOffset: () => -60 }))).toBe('UTC+1');
  expect(zoneName(Object.assign(new Date(), { getTimezoneOffset: () => 210 }))).toBe('UTC−3:30');
});
