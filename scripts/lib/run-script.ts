import { errorCode } from './error-code.ts';
import { UsageError } from './find-server.ts';

/**
 * Runs a command and sets its exit code: what `main` gives; 1 with the message when it failed; 2 when it was called wrongly.
 * A message is enough for the failures a person can mend; others show where they happened when DEBUG is set.
 */
export async function runScript(name: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const wrongCall = error instanceof UsageError || errorCode(error)?.startsWith('ERR_PARSE_ARGS');
    console.error(`${name}: ${error instanceof Error ? (process.env['DEBUG'] && error.stack) || error.message : String(error)}`);
    if (wrongCall) console.error(`npm run -s ${name} -- --help shows how it is used.`);
    process.exitCode = wrongCall ? 2 : 1;
  }
}

/** First Ctrl-C (or SIGTERM): `stop`, finish what was begun. `graceMs` later, or at the second: `abandon`. */
export function stopSignals(graceMs: number): { stop: AbortSignal; abandon: AbortSignal; off: () => void } {
  const stop = new AbortController();
  const abandon = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (stop.signal.aborted) return abandon.abort();
    stop.abort();
    timer = setTimeout(() => abandon.abort(), graceMs);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const off = (): void => {
    clearTimeout(timer);
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  return { stop: stop.signal, abandon: abandon.signal, off };
}
