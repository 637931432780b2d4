import type { TenantId } from '../../../platform/tenancy/tenant.js';
import type { LogRecord, MetadataValue } from '../log-record.js';

/** The values of a row behind its tenant and times, as encodeRow and the transcoder write them. */
type Values = [
  observedAtMs: number,
  seq: number,
  source: string,
  host: string,
  environment: string,
  severity: number,
  message: string,
  eventType: string,
  userId: string,
  traceId: string,
  spanId: string,
  texts: Record<string, string>,
  numbers: Record<string, number | null>,
  metadataRest: string,
  patternId: string,
  ingest: string,
  retentionDays: number,
];

/** Puts texts, numbers and booleans (a key in both maps) back together. */
export function joinMetadata(texts: Readonly<Record<string, string>>, numbers: Readonly<Record<string, number | null>>): Record<string, MetadataValue> {
  const metadata: Record<string, MetadataValue> = {};
  for (const key in texts) {
    const number = numbers[key];
    metadata[key] = typeof number === 'number' ? number === 1 : (texts[key] ?? '');
  }
  for (const key in numbers) {
    const number = numbers[key];
    if (typeof number === 'number' && !Object.hasOwn(texts, key)) metadata[key] = number;
  }
  return metadata;
}

/** Reads a row of encodeRow back. The time is read from its digits, because its ns do not fit into a number. */
export function decodeRow(tenant: TenantId, row: string): LogRecord {
  const timeAt = tenant.length + 4; // behind `["tenant",`
  const timeEnd = row.indexOf(',', timeAt);
  const nanoseconds = row.slice(timeAt, timeEnd);
  const values = JSON.parse(`[${row.slice(timeEnd + 1)}`) as Values;
  return {
    observedAtMs: values[0],
    seq: values[1],
    timestampMs: Number(nanoseconds.slice(0, -6)) || 0,
    timestampNs: Number(nanoseconds.slice(-6)),
    source: values[2],
    host: values[3],
    environment: values[4],
    severity: values[5],
    message: values[6],
    eventType: values[7],
    userId: values[8],
    traceId: values[9],
    spanId: values[10],
    metadata: joinMetadata(values[11], values[12]),
    metadataRest: values[13],
    patternId: values[14],
    ingest: values[15],
  };
}
