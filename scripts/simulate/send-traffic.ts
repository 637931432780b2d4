import { setTimeout as delay } from 'node:timers/promises';
import type { BatchPusher } from '../lib/push-batch.ts';
import type { TimedRecord } from './record.ts';

/** Counters of a run. */
export interface TrafficTotals {
  sent: number;
  rejected: number;
  /** Time of the newest record handed over, ms since 1970. */
  atMs: number;
}

export interface SendTrafficOptions {
  records: Iterator<TimedRecord>;
  pusher: Pick<BatchPusher, 'push'>;
  /** Keys of batches begin with it; one for each run. */
  runId: string;
  totals: TrafficTotals;
  /** True: each record goes out when its time has come. False: as fast as the server takes them. */
  paced: boolean;
  /** Ends it; batches on their way are waited for. */
  stop: AbortSignal;
}

const RECORDS_MAX = 2_000;
const IN_FLIGHT_MAX = 4;
/** Records due within this time go out together. */
const TICK_MS = 100;

/**
 * Sends records in batches over a few connections. The schedule is in the times of the records, so the rate holds over any
 * time; a server that was away is caught up with, because records are only made when there is room for them.
 * @throws what `push` throws
 */
export async function sendTraffic(options: SendTrafficOptions): Promise<void> {
  const { records, totals, stop } = options;
  const inFlight = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let next = records.next();
  let number = 0;
  while (!next.done && !stop.aborted && !failure) {
    const dueMs = options.paced ? Date.now() : Infinity;
    const lines: string[] = [];
    while (!next.done && next.value.atMs <= dueMs && lines.length < RECORDS_MAX) {
      lines.push(JSON.stringify(next.value.record));
      totals.atMs = next.value.atMs;
      next = records.next();
    }
    if (lines.length > 0) {
      const sending = options.pusher.push(lines, `${options.runId}-${number++}`).then(
        (result) => {
          totals.sent += result.accepted;
          totals.rejected += result.rejected.length;
        },
        (error: unknown) => {
          failure ??= { error };
        },
      );
      const tracked = sending.finally(() => inFlight.delete(tracked));
      inFlight.add(tracked);
      if (inFlight.size >= IN_FLIGHT_MAX) await Promise.race(inFlight);
    }
    if (lines.length < RECORDS_MAX) await delay(TICK_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  await Promise.all(inFlight);
  if (failure) throw failure.error;
}
