import { ModeLadder } from './mode-ladder.js';

describe('ModeLadder', () => {
  it('goes down at once, and to a sample only when the overflow lasts', () => {
    const ladder = new ModeLadder(0, false);
    ladder.overflow(0);
    expect(ladder.mode).toBe('latest');
    ladder.overflow(1999);
    expect(ladder.mode).toBe('latest');
    ladder.overflow(2000);
    expect(ladder.mode).toBe('sample');
  });

  it('goes up one step after three calm seconds', () => {
    const ladder = new ModeLadder(0, false);
    ladder.away(0);
    ladder.late(1000);
    ladder.rise(3999);
    expect(ladder.mode).toBe('counters');
    ladder.rise(4000);
    expect(ladder.mode).toBe('sample');
    ladder.rise(4000);
    expect(ladder.mode).toBe('sample');
    ladder.rise(7000);
    expect(ladder.mode).toBe('latest');
  });

  it('waits twice as long after it fell again soon', () => {
    const ladder = new ModeLadder(0, false);
    ladder.overflow(0);
    ladder.rise(3000);
    ladder.overflow(4000);
    ladder.rise(7000);
    expect(ladder.mode).toBe('latest');
    ladder.rise(10_000);
    expect(ladder.mode).toBe('full');
    ladder.overflow(100_000);
    ladder.rise(103_000);
    expect(ladder.mode).toBe('full');
  });

  it('stays with numbers when the client wants no more', () => {
    const ladder = new ModeLadder(0, true);
    ladder.rise(1e9);
    expect(ladder.mode).toBe('counters');
  });
});
