import { formatLogId } from '../logs/log-id.js';
import type { LogRecord, LogView, MetadataValue } from '../logs/log-record.js';
import { toLogView, truncateUtf8, VIEW_MESSAGE_BYTES_MAX } from '../logs/log-view.js';

/** Beyond this a log is cut down at once, so that waiting for a browser never keeps a large one in memory. */
const WHOLE_BYTES_MAX = 64 * 1024;
const METADATA_BYTES_MAX = 32 * 1024;
/** Names of fields, identity, times, quotes and commas of one log in JSON. */
const FIXED_BYTES = 260;
const ENTRY_BYTES = 6;

/** Position of a log in arrival order: the two halves of its id, which compare faster than the text. */
export interface ArrivalPosition {
  observedAtMs: number;
  seq: number;
}

/** Below zero when `a` arrived before `b`. */
export function compareArrival(a: ArrivalPosition, b: ArrivalPosition): number {
  return a.observedAtMs - b.observedAtMs || a.seq - b.seq;
}

type Sized = Pick<LogRecord, 'message' | 'metadata'> & { metadataRest?: string };

/** About the bytes of a log in a frame; escapes are not counted. */
export function estimateBytes(log: Sized): number {
  let bytes = FIXED_BYTES + Buffer.byteLength(log.message) + (log.metadataRest?.length ?? 0);
  for (const key in log.metadata) {
    const value = log.metadata[key];
    bytes += ENTRY_BYTES + key.length + (typeof value === 'string' ? value.length : 8);
  }
  return bytes;
}

/** Cuts a view that is too large for a frame: message and the first metadata that fit, marked as truncated. The rest is had by id. */
export function fitView(view: LogView): LogView {
  if (estimateBytes(view) <= WHOLE_BYTES_MAX) return view;
  const metadata: Record<string, MetadataValue> = {};
  let left = METADATA_BYTES_MAX;
  for (const [key, value] of Object.entries(view.metadata)) {
    left -= ENTRY_BYTES + key.length + (typeof value === 'string' ? Buffer.byteLength(value) : 8);
    if (left < 0) break;
    metadata[key] = value;
  }
  const { metadataRest: _rest, ...kept } = view;
  return { ...kept, message: truncateUtf8(view.message, VIEW_MESSAGE_BYTES_MAX) ?? view.message, metadata, truncated: true };
}

/** One committed log on its way to tails. Its view is made once, when the first tail delivers it, and shared by all. */
export class LiveRow implements ArrivalPosition {
  readonly observedAtMs: number;
  readonly seq: number;
  /** About what it holds in memory and takes in a frame. */
  readonly bytes: number;
  private record: LogRecord | undefined;
  private made: LogView | undefined;

  constructor(record: LogRecord) {
    this.observedAtMs = record.observedAtMs;
    this.seq = record.seq;
    const bytes = estimateBytes(record);
    if (bytes <= WHOLE_BYTES_MAX) {
      this.record = record;
      this.bytes = bytes;
    } else {
      this.made = fitView(toLogView(record));
      this.bytes = estimateBytes(this.made);
    }
  }

  get id(): string {
    return formatLogId(this.observedAtMs, this.seq);
  }

  get view(): LogView {
    if (this.made === undefined) {
      if (this.record === undefined) throw new Error('a live row has either a record or a view');
      this.made = toLogView(this.record);
      this.record = undefined;
    }
    return this.made;
  }
}
