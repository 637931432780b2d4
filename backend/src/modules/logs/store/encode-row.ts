import type { TenantId } from '../../../platform/tenancy/tenant.js';
import type { LogRecord } from '../log-record.js';

/** Columns of a row, in the order that encodeRow writes them. */
export const ROW_COLUMNS = [
  'tenant', 'timestamp', 'observed_at', 'seq', 'source', 'host', 'environment', 'severity', 'message', 'event_type', 'user_id',
  'trace_id', 'span_id', 'metadata', 'metadata_numbers', 'metadata_rest', 'pattern_id', 'ingest', 'retention_days',
] as const;

/** Text that is its own JSON: no quote, backslash, control or non-ASCII character. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** ns since 1970 as digits, without leaving the range of exact integers. */
function nanoseconds(ms: number, ns: number): string {
  const rest = ns === 0 ? '000000' : String(ns).padStart(6, '0');
  return ms === 0 ? String(ns) : `${ms}${rest}`;
}

/**
 * Writes a record as one line of JSONCompactEachRow. Text goes to `metadata`, numbers to `metadata_numbers`, booleans to both
 * (docs/decisions/0001-metadata-column.md). All text must be well-formed Unicode: the engine refuses a batch for a lone surrogate.
 */
export function encodeRow(tenant: TenantId, record: LogRecord, retentionDays: number): string {
  let texts = '';
  let numbers = '';
  for (const key in record.metadata) {
    const value = record.metadata[key];
    if (typeof value === 'string') texts += `${texts === '' ? '' : ','}${quote(key)}:${quote(value)}`;
    else if (typeof value === 'number') numbers += `${numbers === '' ? '' : ','}${quote(key)}:${value}`;
    else {
      texts += `${texts === '' ? '' : ','}${quote(key)}:"${value ? 'true' : 'false'}"`;
      numbers += `${numbers === '' ? '' : ','}${quote(key)}:${value ? 1 : 0}`;
    }
  }
  return (
    `["${tenant}",${nanoseconds(record.timestampMs, record.timestampNs)},${record.observedAtMs},${record.seq},${quote(record.source)},` +
    `${quote(record.host)},${quote(record.environment)},${record.severity},${quote(record.message)},${quote(record.eventType)},` +
    `${quote(record.userId)},${quote(record.traceId)},${quote(record.spanId)},{${texts}},{${numbers}},${quote(record.metadataRest)},` +
    `${quote(record.patternId)},${quote(record.ingest)},${retentionDays}]\n`
  );
}
