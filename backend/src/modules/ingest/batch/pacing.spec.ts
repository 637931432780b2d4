import { delayBeforeWrite, PACING } from './pacing.js';

const idle = { waitingRows: 1, waitingBytes: 100, lastRows: 1, lastStartMs: 0, writes: 0 };

describe('delayBeforeWrite', () => {
  it.each([
    ['the store was idle', idle, 10_000, 0],
    ['a small write just began', { ...idle, lastStartMs: 9_990 }, 10_000, PACING.intervalMs - 10],
    ['a large write just began', { ...idle, lastRows: PACING.busyRows, lastStartMs: 9_990 }, 10_000, PACING.busyIntervalMs - 10],
    ['enough rows wait', { ...idle, waitingRows: PACING.fullRows, lastStartMs: 10_000 }, 10_000, 0],
    ['enough bytes wait', { ...idle, waitingBytes: PACING.fullBytes, lastStartMs: 10_000 }, 10_000, 0],
    ['a write is on its way', { ...idle, writes: 1 }, 10_000, Infinity],
    ['a write is on its way and enough for another waits', { ...idle, writes: 1, waitingRows: PACING.fullRows }, 10_000, 0],
    ['as many writes as may be are on their way', { ...idle, writes: PACING.writesMax, waitingRows: PACING.fullRows }, 10_000, Infinity],
  ])('%s', (_, state, now, expected) => {
    expect(delayBeforeWrite(state, now)).toBe(expected);
  });
});
