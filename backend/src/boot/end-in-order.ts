import type { DataDir } from '../platform/embedded/data-dir.js';
import { errorText } from '../platform/errors/error-facts.js';
import type { CreatedApp } from '../platform/http/create-app.js';
import type { Log } from '../platform/telemetry/logger.js';
import type { Stores } from './start-stores.js';

/** A store that hangs must not keep the rest from ending. */
const APP_ENDS_WITHIN_MS = 8_000;
const STORES_END_WITHIN_MS = 6_000;

async function within(work: Promise<void>, limitMs: number, what: string, log: Log): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.warn(`${what} did not end within ${limitMs / 1000} s; going on without it`);
      resolve();
    }, limitMs);
  });
  try {
    await Promise.race([work, late]);
  } catch (error) {
    log.warn(`${what} did not end as it should: ${errorText(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends what was begun: no new requests, write what is waiting, close the sockets, then the stores, and last the lock. */
export async function endInOrder(begun: { dataDir?: DataDir; stores?: Stores; created?: CreatedApp }, log: Log): Promise<void> {
  begun.created?.gate.close();
  if (begun.created) await within(begun.created.app.close(), APP_ENDS_WITHIN_MS, 'The app', log);
  if (begun.stores) await within(begun.stores.stop(), STORES_END_WITHIN_MS, 'The stores', log);
  begun.dataDir?.release();
}
