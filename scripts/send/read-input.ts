import type { Readable } from 'node:stream';
import type { Shipper } from './shipper.ts';

/** How long an input may be quiet before what was read is sent. */
const QUIET_MS = 300;

/**
 * Ships a stream to its end (a pipe, or a file that is not followed). Reads the next bytes only when the shipper has taken
 * the last, so a server that is away stops the reading, not the memory.
 * @param signal ends the reading; what was read is still sent
 */
export async function shipStream(stream: Readable, shipper: Shipper, signal: AbortSignal): Promise<void> {
  const stop = (): void => void stream.destroy();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  const read = async (): Promise<Buffer | undefined> => {
    try {
      const { done, value } = await chunks.next();
      return done ? undefined : Buffer.from(value);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };
  try {
    let next = read();
    for (;;) {
      if (shipper.waiting && (await quietBefore(next))) await shipper.flush();
      const chunk = await next;
      if (chunk === undefined) break;
      await shipper.take(chunk);
      next = read();
    }
    await shipper.finish();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** True when nothing comes for a while; the timer never outlives the wait. */
function quietBefore(next: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), QUIET_MS);
    const came = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    // A failed read is thrown where `next` is awaited.
    next.then(came, came);
  });
}
