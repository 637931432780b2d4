import { formatLogId, LogIdFormatter, LogIdSequence, parseLogId, COUNTER_MAX } from './log-id.js';

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
    const next = (nowMs: number) => {
      sequence.advance(nowMs);
      return formatLogId(sequence.observedAtMs, sequence.seq);
    };
    const ids = [next(1000)];
    for (let i = 0; i <= COUNTER_MAX; i++) next(1000);
    ids.push(next(1000), next(900), next(5000), next(5000));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('LogIdFormatter', () => {
  it('writes the same as formatLogId, whatever came before', () => {
    const formatter = new LogIdFormatter();
    for (const [ms, seq] of [
      [1795253284870, 5],
      [1795253284870, 6],
      [1795253284870, 2 ** 20 + 6],
      [1795253284871, 2 ** 20 + 6],
      [1795253284871, 2 ** 32 - 1],
      [5, 0],
    ] as const) {
      expect(formatter.id(ms, seq)).toBe(formatLogId(ms, seq));
    }
  });
});
