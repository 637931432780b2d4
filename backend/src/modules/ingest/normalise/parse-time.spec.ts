import { parseTime } from './parse-time.js';

const MS = Date.UTC(2026, 10, 21, 9, 41, 24, 870);

describe('parseTime', () => {
  it.each([
    ['2026-11-21T09:41:24.870Z', MS, 0],
    ['2026-11-21T09:41:24.870123456Z', MS, 123456],
    ['2026-11-21 09:41:24,870', MS, 0],
    ['2026-11-21T10:41:24.87+01:00', MS, 0],
    ['2026-11-21T04:11:24.870-0530', MS, 0],
    [MS, MS, 0],
    [MS / 1000, MS, 0],
    [String(MS / 1000), MS, 0],
    [`${MS}123456`, MS, 123456],
    [`${MS}123`, MS, 123000],
    ['Sat, 21 Nov 2026 09:41:24 GMT', MS - 870, 0],
    [0, 0, 0],
    [253402300799, 253402300799000, 0],
    [253402300799999, 253402300799999, 0],
    ['253402300799999', 253402300799999, 0],
    ['1969-12-31T23:59:59Z', -1000, 0],
  ])('reads %p', (value, ms, ns) => {
    expect(parseTime(value)).toEqual({ ms, ns });
  });

  it.each([['yesterday'], [''], ['2026-13-01T00:00:00Z'], ['2026-02-30T00:00:00Z'], [true], [{}], [Number.NaN], ['x'.repeat(100)]])(
    'gives undefined for %p',
    (value) => {
      expect(parseTime(value)).toBeUndefined();
    },
  );
});
