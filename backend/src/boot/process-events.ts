import type { Log } from '../platform/telemetry/logger.js';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const HARD_LIMIT_MS = 15_000;
/** Ctrl-C reaches this process from the terminal and again from the one that started it: that is one wish, not two. */
const SAME_WISH_MS = 700;

export interface ProcessEvents {
  /** From now on a wish to stop ends the platform in order; before, it just ends the process. */
  whenStopped(stop: () => Promise<void>): void;
}

/**
 * Turns signals, the end of the process that started this one, and errors that nobody caught into an orderly end or a line
 * in the log. A second wish to stop, or 15 s, ends the process at once; the stores then end by themselves.
 */
export function handleProcessEvents(log: Log, say: (line: string) => void): ProcessEvents {
  let stop: () => Promise<void> = () => Promise.resolve();
  let firstWishAt: number | undefined;
  const onWish = (reason: string) => {
    const now = Date.now();
    if (firstWishAt !== undefined) {
      if (now - firstWishAt > SAME_WISH_MS) process.exit(1);
      return;
    }
    firstWishAt = now;
    say(`Stopping (${reason}) …`);
    setTimeout(() => process.exit(1), HARD_LIMIT_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of STOP_SIGNALS) process.on(signal, () => onWish(signal));
  if (process.connected) {
    process.on('disconnect', () => onWish('the starting process is gone'));
    process.channel?.unref();
  }
  // A broken terminal or pipe must not take the app down, and must not be reported into itself.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('unhandledRejection', (err) => log.error({ err, context: 'Process' }, 'A rejected promise was not handled'));
  process.on('uncaughtException', (err) => log.error({ err, context: 'Process' }, 'An error was not caught'));
  return { whenStopped: (next) => (stop = next) };
}
