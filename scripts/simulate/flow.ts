import type { Incident, Scenario } from './incidents.ts';
import { intensityAt } from './incidents.ts';
import type { Random } from './random.ts';
import { timestampOf, type SimulatedRecord, type Severity, type TimedRecord } from './record.ts';
import { hostOf, versionOf } from './services.ts';

/** What a record says beside time, place and level. */
export interface Says {
  message: string;
  eventType?: string;
  userId?: string;
  /** Set on the record that closes the span. */
  durationMs?: number;
  metadata?: Record<string, string | number | boolean>;
}

/** A service's part in a request. */
export interface Span {
  service: string;
  host: string;
  spanId: string;
  parentSpanId: string | undefined;
}

/** Takes `key=value` pairs off the end of a line: a structured logger keeps them as fields, and a reader wants them once. */
function splitPairs(line: string): { message: string; pairs: SimulatedRecord['metadata'] } {
  const tail = /(?: [A-Za-z_][\w.]*=[^\s=]+)+$/.exec(line);
  if (!tail || tail.index === 0) return { message: line, pairs: {} };
  const pairs = tail[0]
    .trim()
    .split(' ')
    .map((pair) => {
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      return [pair.slice(0, at), /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value] as const;
    });
  return { message: line.slice(0, tail.index), pairs: Object.fromEntries(pairs) };
}

/** One request on its way through the services: its records share a trace id. */
export class Flow {
  readonly records: TimedRecord[] = [];
  readonly random: Random;
  readonly startMs: number;
  readonly traceId: string;
  readonly userId: string;
  readonly ip: string;
  private readonly environment: string;
  private readonly incidents: readonly Incident[];

  constructor(random: Random, startMs: number, environment: string, incidents: readonly Incident[]) {
    this.random = random;
    this.startMs = startMs;
    this.environment = environment;
    this.incidents = incidents;
    this.traceId = random.hex(32);
    // Few people visit often, many seldom.
    const person = Math.floor(random.fraction() ** 2 * 40_000);
    this.userId = `u_${10_000 + person}`;
    this.ip = `${['203.0.113', '198.51.100', '192.0.2'][person % 3] ?? '203.0.113'}.${1 + (person % 253)}`;
  }

  /** How strong a scenario is when this request begins, 0 to 1. */
  strength(scenario: Scenario): number {
    return this.incidents.length === 0 ? 0 : intensityAt(this.incidents, scenario, this.startMs);
  }

  span(service: string, parent?: Span): Span {
    return { service, host: hostOf(service, this.random), spanId: this.random.hex(16), parentSpanId: parent?.spanId };
  }

  /** Writes a record of a span `offsetMs` after the request began. */
  log(span: Span, offsetMs: number, severity: Severity, says: Says): void {
    const atMs = this.startMs + offsetMs;
    const { message, pairs } = splitPairs(says.message);
    const metadata: SimulatedRecord['metadata'] = { ...pairs, ...says.metadata };
    if (says.durationMs !== undefined) metadata['durationMs'] = Math.round(says.durationMs * 10) / 10;
    if (span.parentSpanId !== undefined) metadata['parentSpanId'] = span.parentSpanId;
    metadata['version'] = versionOf(span.service, atMs);
    const record: SimulatedRecord = {
      timestamp: timestampOf(atMs),
      source: span.service,
      host: span.host,
      environment: this.environment,
      severity,
      message,
      ...(says.eventType === undefined ? {} : { eventType: says.eventType }),
      ...(says.userId === undefined ? {} : { userId: says.userId }),
      traceId: this.traceId,
      spanId: span.spanId,
      metadata,
    };
    this.records.push({ atMs, record });
  }

  /** The access line of the edge, which closes the request. */
  access(span: Span, durationMs: number, method: string, path: string, status: number, bytes: number): void {
    const ms = Math.max(1, Math.round(durationMs));
    this.log(span, durationMs, status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info', {
      message: `${method} ${path} ${status} ${ms} ms`,
      durationMs,
      metadata: { 'http.method': method, 'http.path': path.split('?', 1)[0] ?? path, 'http.status': status, bytes, ip: this.ip },
    });
  }
}
