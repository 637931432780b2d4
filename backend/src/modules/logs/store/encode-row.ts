import type { TenantId } from '../../../platform/tenancy/tenant.js';
import type { LogRecord } from '../log-record.js';

/** Columns of a row, in the order that encodeRow writes them. */
export const ROW_COLUMNS = [
  'tenant',
  'timestamp',
  'observed_at',
  'seq',
  'source',
  'host',
  'environment',
  'severity',
  'message',
  'event_type',
  'user_id',
  'trace_id',
  'span_id',
  'metadata',
  'metadata_numbers',
  'metadata_rest',
  'pattern_id',
  'ingest',
  'retention_days',
] as const;

/** ns since 1970 as digits, without leaving the range of exact integers. */
function nanoseconds(ms: number, ns: number): string {
  const rest = ns === 0 ? '000000' : String(ns).padStart(6, '0');
  return ms === 0 ? String(ns) : `${ms}${rest}`;
}

/**
 * Writes a record as one line of JSONCompactEachRow. Text goes to `metadata`, numbers to `metadata_numbers`, booleans to both
 * (docs/decisions/0001-metadata-column.md). All text must be well-formed Unicode: the engine refuses a batch for a lone surrogate.
 * One JSON.stringify over the row costs half of quoting each value; only the time is written by hand, because its ns do not fit
 * into a number.
 */
export function encodeRow(tenant: TenantId, record: LogRecord, retentionDays: number): string {
  const texts: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  for (const key in record.metadata) {
    const value = record.metadata[key];
    if (typeof value === 'string') texts[key] = value;
    else if (typeof value === 'number') numbers[key] = value;
    else {
      texts[key] = value ? 'true' : 'false';
      numbers[key] = value ? 1 : 0;
    }
  }
  const values = [
    record.observedAtMs,
    record.seq,
    record.source,
    record.host,
    record.environment,
    record.severity,
    record.message,
    record.eventType,
    record.userId,
    record.traceId,
    record.spanId,
    texts,
    numbers,
    record.metadataRest,
    record.patternId,
    record.ingest,
    retentionDays,
  ];
  return `["${tenant}",${nanoseconds(record.timestampMs, record.timestampNs)},${JSON.stringify(values).slice(1)}\n`;
}
