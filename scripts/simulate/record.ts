export type Severity = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** One log as the simulator sends it. `metadata.durationMs` stands on the record that closes a span; its time is the span's end. */
export interface SimulatedRecord {
  /** RFC 3339, UTC, µs. */
  timestamp: string;
  source: string;
  host: string;
  environment: string;
  severity: Severity;
  message: string;
  eventType?: string;
  userId?: string;
  traceId?: string;
  spanId?: string;
  metadata: Record<string, string | number | boolean>;
}

/** A record and its time in ms since 1970 (with fractions), by which records are put in order and paced. */
export interface TimedRecord {
  atMs: number;
  record: SimulatedRecord;
}

/** RFC 3339 in UTC with µs. */
export function timestampOf(atMs: number): string {
  const whole = Math.floor(atMs);
  const micro = Math.min(999, Math.floor((atMs - whole) * 1000));
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micro).padStart(3, '0')}Z`;
}
