import { formatLogId, LogIdSequence, parseLogId, COUNTER_MAX } from './log-id.js';

describe('log id', () => {
  it.each([
    [0, 0],
    [1795253284870, 2 ** 32 - 1],
    [2 ** 48 - 1, 12345],
  ])('reads back what it wrote for %d, %d', (observedAtMs, seq) => {
    expect(parseLogId(formatLogId(observedAtMs, seq))).toEqual({ observedAtMs, seq });
  });

  it('sorts as text like the pairs', () => {
    const ids = [formatLogId(1000, 5), formatLogId(1000, 6), formatLogId(1001, 0), formatLogId(2 ** 40, 0)];
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([['short'], ['0000000000000000u'], ['000000000000000u'], ['']])('does not read %j', (text) => expect(parseLogId(text)).toBeUndefined());
});

describe('LogIdSequence', () => {
  it('only goes up: within a millisecond, past its last counter, and when the clock is set back', () => {
    const sequence = new LogIdSequence(3);
    const next = (nowMs: number, count: number) => {
      const { observedAtMs, firstSeq } = sequence.reserve(nowMs, count);
      return formatLogId(observedAtMs, firstSeq);
    };
    const ids = [next(1000, 1), next(1000, COUNTER_MAX - 1), next(1000, 2), next(900, 1), next(5000, 1)];
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
