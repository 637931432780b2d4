import { inSteadyTime } from './steady-time.js';

describe('inSteadyTime', () => {
  const timed = async (work: () => Promise<unknown>) => {
    const startMs = performance.now();
    const result = await inSteadyTime(work, 40).catch((error: unknown) => error);
    return { result, tookMs: performance.now() - startMs };
  };
  const busy = (forMs: number) => {
    const endMs = performance.now() + forMs;
    while (performance.now() < endMs);
  };

  it('takes the same time for quick work, slower work and work that fails', async () => {
    const quick = await timed(async () => 1);
    const slower = await timed(async () => busy(20));
    const failing = await timed(async () => {
      throw new Error('no');
    });
    for (const { tookMs } of [quick, slower, failing]) expect(tookMs).toBeGreaterThan(37);
    expect(quick.result).toBe(1);
    expect(failing.result).toEqual(new Error('no'));
  });

  it('adds a whole step when one is not enough', async () => {
    expect((await timed(async () => busy(45))).tookMs).toBeGreaterThan(77);
  });
});
