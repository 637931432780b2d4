import type { LogRecord } from '../log-record.js';
import { joinMetadata } from './decode-row.js';

/** Columns of a row as the store answers them in JSON. */
export interface LogRow {
  timestamp_ns: string;
  observed_ms: string;
  seq: number;
  source: string;
  host: string;
  environment: string;
  severity: number;
  message_text: string;
  event_type: string;
  user_id: string;
  trace_id: string;
  span_id: string;
  texts: Record<string, string>;
  numbers: Record<string, number | null>;
  rest: string;
  /** 1 when metadata was left out. */
  is_cut: number;
  pattern_id: string;
  ingest: string;
}

/** Metadata of more bytes than this is cut down to its short entries in lists: at most 512 of them. */
const LIST_METADATA_BYTES_MAX = 32 * 1024;
const LIST_ENTRY_BYTES_MAX = 64;

/**
 * Select lists that give a LogRow. No alias may have the name of a column: in WHERE it would stand for the column, and a
 * condition would look at what was cut (and past the index).
 */
const HEAD = `toString(toUnixTimestamp64Nano(timestamp)) AS timestamp_ns, toString(toUnixTimestamp64Milli(observed_at)) AS observed_ms, seq, source, host,
    environment, severity, event_type, user_id, trace_id, span_id, pattern_id, ingest`;

/** A log with everything it has. */
export const WHOLE_ROW = `${HEAD}, message AS message_text, metadata AS texts, metadata_numbers AS numbers, metadata_rest AS rest, 0 AS is_cut`;

const CUT = `(byteSize(metadata) + byteSize(metadata_numbers) + length(metadata_rest) > ${LIST_METADATA_BYTES_MAX})`;

/** A log for a list: the beginning of its message (a little more than is shown, so that the cut is seen) and bounded metadata. */
export function listRow(messageBytesMax: number): string {
  return `${HEAD}, substring(message, 1, ${messageBytesMax + 8}) AS message_text, ${CUT} AS is_cut,
    if(${CUT}, mapFilter((k, v) -> length(k) <= ${LIST_ENTRY_BYTES_MAX} AND length(v) <= ${LIST_ENTRY_BYTES_MAX}, metadata), metadata) AS texts,
    if(${CUT}, mapFilter((k, v) -> length(k) <= ${LIST_ENTRY_BYTES_MAX}, metadata_numbers), metadata_numbers) AS numbers,
    if(${CUT}, '', metadata_rest) AS rest`;
}

/** Makes a record of a stored row. */
export function rowToRecord(row: LogRow): LogRecord {
  return {
    observedAtMs: Number(row.observed_ms),
    seq: row.seq,
    timestampMs: Number(row.timestamp_ns.slice(0, -6)) || 0,
    timestampNs: Number(row.timestamp_ns.slice(-6)),
    source: row.source,
    host: row.host,
    environment: row.environment,
    severity: row.severity,
    message: row.message_text,
    eventType: row.event_type,
    userId: row.user_id,
    traceId: row.trace_id,
    spanId: row.span_id,
    metadata: joinMetadata(row.texts, row.numbers),
    metadataRest: row.rest,
    patternId: row.pattern_id,
    ingest: row.ingest,
  };
}
