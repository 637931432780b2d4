/** The six levels a person sees, from OpenTelemetry severity numbers 1-24 (four numbers a level). */
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Level of an OpenTelemetry severity number (1-24). https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
export function severityOfNumber(number: number): Severity {
  return SEVERITIES[Math.min(5, Math.max(0, (number - 1) >> 2))] ?? 'info';
}

/** Lowest and highest severity number of a level. */
export function severityRange(severity: Severity): [number, number] {
  const first = SEVERITIES.indexOf(severity) * 4 + 1;
  return [first, first + 3];
}

export type MetadataValue = string | number | boolean;

/** One log as the platform holds it: normalised, with its identity, ready to be stored and to be matched by a live tail. */
export interface LogRecord {
  /** Arrival, ms since 1970: the first half of the id, and `observedAt`. */
  observedAtMs: number;
  /** Instance (12 bits) and counter (20 bits): the second half of the id. */
  seq: number;
  /** When it happened: whole ms since 1970, and the ns beyond them (0-999,999). */
  timestampMs: number;
  timestampNs: number;
  source: string;
  host: string;
  environment: string;
  /** OpenTelemetry severity number, 1-24. */
  severity: number;
  message: string;
  eventType: string;
  userId: string;
  traceId: string;
  spanId: string;
  /** Flat; nested keys are joined by a dot. */
  metadata: Record<string, MetadataValue>;
  /** JSON text of what did not fit into `metadata` (more than 512 keys); empty otherwise. */
  metadataRest: string;
  patternId: string;
  /** The input it came in by. */
  ingest: string;
}

/** One log as it leaves over HTTP and sockets. Empty optional fields are left out. */
export interface LogView {
  id: string;
  /** RFC 3339 in UTC, with up to nine digits of a second. */
  timestamp: string;
  /** RFC 3339 in UTC, ms. */
  observedAt: string;
  source: string;
  severity: Severity;
  /** 1-24 */
  severityNumber: number;
  message: string;
  /** True when `message` is only its first 8 KiB, or metadata was left out: the whole is had by id. */
  truncated?: true;
  host?: string;
  environment?: string;
  eventType?: string;
  userId?: string;
  traceId?: string;
  spanId?: string;
  metadata: Record<string, MetadataValue>;
  /** JSON text of the keys beyond the 512th. */
  metadataRest?: string;
  patternId?: string;
  ingest: string;
}
