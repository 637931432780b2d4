import { parseLogId } from '../logs/log-id.js';
import type { LogView } from '../logs/log-record.js';
import { compareArrival, estimateBytes, fitView, type ArrivalPosition } from './live-row.js';
import type { TailFrame } from './live-protocol.js';
import type { RowLimits } from './waiting-rows.js';

/** What the store said for the beginning of a tail. */
export interface Backfill {
  /** Newest first, as the store gives them. */
  logs: readonly LogView[];
  /** More arrived than is sent, or the store could not be read. */
  incomplete: boolean;
  error?: { code: string; message: string };
}

type BackfillPart = Omit<TailFrame, 'tailId' | 'seq' | 'cursor' | 'previousCursor' | 'mode'>;

function part(logs: LogView[]): BackfillPart {
  return { logs, matched: logs.length, delivered: logs.length, skipped: 0, ratio: 1, backfill: true };
}

/**
 * Cuts back-fill into frames, newest last; at least one, so that a page knows when there is nothing.
 * @returns the frames, and the position of the newest log among them
 */
export function splitBackfill(backfill: Backfill, limits: RowLimits): { frames: BackfillPart[]; end: ArrivalPosition | undefined } {
  const frames: BackfillPart[] = [];
  let end: ArrivalPosition | undefined;
  let logs: LogView[] = [];
  let bytes = 0;
  for (const log of backfill.logs.toReversed().map(fitView)) {
    const position = parseLogId(log.id);
    if (position && (end === undefined || compareArrival(position, end) > 0)) end = position;
    const size = estimateBytes(log);
    if (logs.length > 0 && (logs.length >= limits.rowsMax || bytes + size > limits.bytesMax)) {
      frames.push({ ...part(logs), more: true });
      logs = [];
      bytes = 0;
    }
    logs.push(log);
    bytes += size;
  }
  const last = part(logs);
  if (backfill.incomplete) last.incomplete = true;
  if (backfill.error) last.error = backfill.error;
  frames.push(last);
  return { frames, end };
}
