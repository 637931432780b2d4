import type { User } from './account-types';
export type { User };

/** What the API sends, as far as the page reads it; docs/openapi.json describes all of it. */
export const SEVERITIES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type SeverityCounts = Record<Severity, number>;
export type MetadataValue = string | number | boolean;

export interface LogView {
  id: string;
  timestamp: string;
  observedAt: string;
  source: string;
  severity: Severity;
  severityNumber: number;
  message: string;
  truncated?: boolean;
  host?: string;
  environment?: string;
  eventType?: string;
  userId?: string;
  traceId?: string;
  spanId?: string;
  metadata: Record<string, MetadataValue>;
  metadataRest?: string;
  patternId?: string;
  ingest: string;
}

export interface LogFilter {
  query?: string;
  severity?: readonly Severity[];
  source?: readonly string[];
  from?: string;
  to?: string;
}

export interface SearchPage {
  logs: LogView[];
  nextCursor: string | null;
  previousCursor: string | null;
  stats: { elapsedMs: number; total?: number };
}

export interface Histogram {
  /** seconds */
  interval: number;
  buckets: { start: string; counts: SeverityCounts }[];
}

export interface SeverityBreakdown {
  counts: SeverityCounts;
  total: number;
}

export interface SourceList {
  items: { source: string; count: number }[];
}

export interface Session {
  accessToken: string;
  /** seconds */
  expiresIn: number;
  user: User;
}

export interface Health {
  status: 'ok' | 'degraded';
  version: string;
  uptimeSeconds: number;
  checks: Record<string, { status: string }>;
}
