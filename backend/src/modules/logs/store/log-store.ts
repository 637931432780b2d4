import type { TenantId } from '../../../platform/tenancy/tenant.js';
import type { LogView, Severity } from '../log-record.js';
import type { LogFilter } from '../query/log-filter.js';
import type { OpenRange } from '../query/time-range.js';

/** Rows that were encoded once and are never re-composed: the same bytes and token go with every attempt. */
export interface FrozenBatch {
  /** Deduplication token: an attempt that is repeated with it is stored once. */
  token: string;
  /** Encoded rows in the store's insert format, in pieces that follow each other. */
  body: readonly Buffer[];
  rows: number;
}

export interface TimeRange {
  /** ms since 1970, inclusive. */
  fromMs: number;
  /** ms since 1970, exclusive. */
  toMs: number;
}

export interface SearchOptions {
  filter: LogFilter;
  /** By time of the event. */
  range?: OpenRange;
  /** By time of the event (the default), or of arrival. */
  order?: 'event' | 'arrival';
  /**
   * Limits by position in arrival order (live cursors = log ids). The begin is widened by 5 s, because several instances
   * commit out of order: callers drop the ids they know. The end is inclusive.
   */
  arrivedAfter?: string;
  arrivedBefore?: string;
  /** Opaque position from an earlier answer. */
  cursor?: string;
  limit: number;
  signal?: AbortSignal;
}

export interface SearchResult {
  /** Newest first. */
  logs: LogView[];
  /** Towards older logs; null at the end. */
  nextCursor: string | null;
  /** Towards newer logs; null where there was none. */
  previousCursor: string | null;
  stats: { rowsRead: number; bytesRead: number; elapsedMs: number };
}

export type SeverityCounts = Record<Severity, number>;

export interface Histogram {
  /** Width of a bucket in seconds. */
  intervalSeconds: number;
  buckets: { startMs: number; counts: SeverityCounts }[];
}

/** The port to whatever keeps the logs. Every method throws AppError (`store_unavailable`, `query_timeout`, …). */
export interface LogStore {
  /** Stores a frozen batch atomically. Throws StoreRejectedError when the data itself is refused. */
  insert(batch: FrozenBatch): Promise<void>;
  search(tenant: TenantId, options: SearchOptions): Promise<SearchResult>;
  /** How many logs a search without limit would find. */
  count(tenant: TenantId, options: Omit<SearchOptions, 'limit' | 'cursor' | 'order'>): Promise<number>;
  findById(tenant: TenantId, id: string, signal?: AbortSignal): Promise<LogView | undefined>;
  histogram(tenant: TenantId, options: { filter: LogFilter; range: TimeRange; intervalSeconds: number; signal?: AbortSignal }): Promise<Histogram>;
  severityBreakdown(tenant: TenantId, options: { filter: LogFilter; range?: OpenRange; signal?: AbortSignal }): Promise<SeverityCounts>;
  /** The most frequent sources in a range. */
  sources(
    tenant: TenantId,
    options: { filter: LogFilter; range?: OpenRange; limit: number; signal?: AbortSignal },
  ): Promise<{ source: string; count: number }[]>;
  /** Throws when the store does not answer. */
  ping(): Promise<void>;
}

export const LOG_STORE = Symbol('LOG_STORE');
