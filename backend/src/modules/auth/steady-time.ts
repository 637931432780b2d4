import { setTimeout as wait } from 'node:timers/promises';

/** Longer than what any of the answers takes on a machine that is not overloaded. */
const STEP_MS = 250;

/**
 * Answers a whole number of steps after the start, whether the work went well or not: how long it took, and so whether an
 * account exists, cannot be told from outside.
 */
export async function inSteadyTime<T>(work: () => Promise<T>, stepMs = STEP_MS): Promise<T> {
  const startMs = performance.now();
  try {
    return await work();
  } finally {
    const tookMs = performance.now() - startMs;
    await wait(Math.ceil(tookMs / stepMs) * stepMs - tookMs);
  }
}
