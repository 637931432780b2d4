import type { LogView, Severity } from '../log-record.js';
import type { LogScope } from '../log-scope.js';
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
  /** No sizes of what was read: blocks hold logs of other tenants too, and those that a limit hides. */
  stats: { elapsedMs: number };
}

export type SeverityCounts = Record<Severity, number>;

export interface Histogram {
  /** Width of a bucket in seconds. */
  intervalSeconds: number;
  buckets: { startMs: number; counts: SeverityCounts }[];
}

/**
 * The port to whatever keeps the logs. Every method that reads takes the scope of its caller first, and answers as if nothing
 * else were there (the last lines of this file hold it to that). Every method throws AppError (`store_unavailable`,
 * `query_timeout`, …).
 */
export interface LogStore {
  /** Stores a frozen batch atomically. Throws StoreRejectedError when the data itself is refused. */
  insert(batch: FrozenBatch): Promise<void>;
  search(scope: LogScope, options: SearchOptions): Promise<SearchResult>;
  /** How many logs a search without limit would find. */
  count(scope: LogScope, options: Omit<SearchOptions, 'limit' | 'cursor' | 'order'>): Promise<number>;
  findById(scope: LogScope, id: string, signal?: AbortSignal): Promise<LogView | undefined>;
  histogram(scope: LogScope, options: { filter: LogFilter; range: TimeRange; intervalSeconds: number; signal?: AbortSignal }): Promise<Histogram>;
  severityBreakdown(scope: LogScope, options: { filter: LogFilter; range?: OpenRange; signal?: AbortSignal }): Promise<SeverityCounts>;
  /** The most frequent sources in a range. */
  sources(
    scope: LogScope,
    options: { filter: LogFilter; range?: OpenRange; limit: number; signal?: AbortSignal },
  ): Promise<{ source: string; count: number }[]>;
  /** Throws when the store does not answer. */
  ping(): Promise<void>;
}

export const LOG_STORE = Symbol('LOG_STORE');

type Reads = Omit<LogStore, 'insert' | 'ping'>;
type Unscoped = { [Name in keyof Reads]: Parameters<Reads[Name]>[0] extends LogScope ? never : Name }[keyof Reads];

/** Does not compile while a method that reads takes no LogScope first; the error names the method. */
export const EVERY_READ_IS_SCOPED: [Unscoped] extends [never] ? true : Unscoped = true;
