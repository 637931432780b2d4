import { afterCall, BURST_MS, secondsToWait } from './rate-debt.js';

describe('the debt of a sender', () => {
  it('lets an idle one send a burst without waiting', () => {
    expect(secondsToWait(afterCall(undefined, (100 * BURST_MS) / 1000, 100, 50_000), 50_000)).toBe(0);
    expect(secondsToWait(afterCall(undefined, 101, 100, 50_000), 50_000)).toBe(1);
  });

  it('makes it wait as long as its call costs beyond the burst', () => {
    const owed = afterCall(undefined, 1000, 100, 50_000);
    expect(secondsToWait(owed, 50_000)).toBe(9);
    expect(secondsToWait(owed, 58_999)).toBe(1);
    expect(secondsToWait(owed, 59_000)).toBe(0);
  });

  it('holds the mean over a long time, whatever the size of calls', () => {
    for (const amount of [1, 7, 350, 2000]) {
      let sent = 0;
      let paidUntilMs: number | undefined;
      for (let nowMs = 0; nowMs < 600_000; nowMs += 10) {
        if (secondsToWait(paidUntilMs, nowMs) > 0) continue;
        paidUntilMs = afterCall(paidUntilMs, amount, 100, nowMs);
        sent += amount;
      }
      expect(sent / 600).toBeGreaterThan(amount < 10 ? 50 : 95);
      expect(sent / 600).toBeLessThan(105);
    }
  });

  it('does not save up more than the burst', () => {
    const rested = afterCall(afterCall(undefined, 100, 100, 0), 0, 100, 3_600_000);
    expect(secondsToWait(afterCall(rested, 200, 100, 3_600_000), 3_600_000)).toBe(1);
  });
});
