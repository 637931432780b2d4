import { BufferPool } from './buffer-pool.js';

describe('BufferPool', () => {
  it('lends the same memory again once it was given back, whole or as a part', () => {
    const pool = new BufferPool();
    const first = pool.take(100_000);
    const second = pool.take(100_000);
    expect(first.length).toBeGreaterThanOrEqual(100_000);
    expect(second.buffer).not.toBe(first.buffer);
    pool.give(first.subarray(10, 20));
    const third = pool.take(120_000);
    expect(third.buffer).toBe(first.buffer);
    expect(third.length).toBe(first.length);
  });

  it('ignores what it has not lent, and what is given back twice', () => {
    const pool = new BufferPool();
    const buffer = pool.take(1);
    pool.give(buffer);
    pool.give(buffer);
    pool.give(Buffer.alloc(100_000));
    expect(pool.unusedBytes).toBe(buffer.length);
    expect(pool.take(1).buffer).toBe(buffer.buffer);
    expect(pool.take(1).buffer).not.toBe(buffer.buffer);
  });

  it('keeps a bounded number of bytes, and lets go of them when nobody asks', () => {
    jest.useFakeTimers();
    const pool = new BufferPool();
    const lent = Array.from({ length: 40 }, () => pool.take(4 * 1024 * 1024));
    for (const buffer of lent) pool.give(buffer);
    expect(pool.unusedBytes).toBe(64 * 1024 * 1024);
    jest.advanceTimersByTime(120_000);
    expect(pool.unusedBytes).toBe(0);
    jest.useRealTimers();
  });

  it('makes buffers beyond its sizes without keeping them', () => {
    const pool = new BufferPool();
    const large = pool.take(40 * 1024 * 1024);
    expect(large).toHaveLength(40 * 1024 * 1024);
    pool.give(large);
    expect(pool.unusedBytes).toBe(0);
  });
});
