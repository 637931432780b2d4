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
  shown_message: string;
  event_type: string;
  user_id: string;
  trace_id: string;
  span_id: string;
  metadata: Record<string, string>;
  metadata_numbers: Record<string, number | null>;
  metadata_rest: string;
  pattern_id: string;
  ingest: string;
}

/**
 * Select list that gives a LogRow; `message` is the expression of the message. No name in it is one of a column: a condition over
 * `message` would then mean the shown beginning, so that a word behind it were missed and one that a limit forbids shown.
 */
export function rowColumns(message: string): string {
  return `toString(toUnixTimestamp64Nano(timestamp)) AS timestamp_ns, toString(toUnixTimestamp64Milli(observed_at)) AS observed_ms, seq, source, host,
    environment, severity, ${message} AS shown_message, event_type, user_id, trace_id, span_id, metadata, metadata_numbers, metadata_rest, pattern_id, ingest`;
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
    message: row.shown_message,
    eventType: row.event_type,
    userId: row.user_id,
    traceId: row.trace_id,
    spanId: row.span_id,
    metadata: joinMetadata(row.metadata, row.metadata_numbers),
    metadataRest: row.metadata_rest,
    patternId: row.pattern_id,
    ingest: row.ingest,
  };
}
