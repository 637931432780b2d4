import type { TenantId } from '../../platform/tenancy/tenant.js';
import type { CommittedBatch } from '../logs/committed-batches.js';
import { SEVERITIES, type LogRecord } from '../logs/log-record.js';
import { compileToPredicate, foldCase, type LogPredicate } from '../logs/query/compile-to-predicate.js';
import type { LogFilter } from '../logs/query/log-filter.js';
import { printFilter } from '../logs/query/print-filter.js';
import { LiveRow } from './live-row.js';
import { LiveStatistics } from './live-statistics.js';
import type { LiveStats } from './live-protocol.js';

/** Gets the logs of one batch that a subscriber's filter matches, in order of arrival; never none. It must be quick. */
export type MatchListener = (rows: readonly LiveRow[]) => void;

/** One distinct filter of a tenant with all who asked for it. */
interface SharedFilter {
  text: string;
  predicate: LogPredicate;
  listeners: Set<MatchListener>;
  /** Matches of the batch at hand. */
  matches: LiveRow[];
}

/** Filters that may match a log of one severity: those that name its source, and those that name none. */
interface LevelIndex {
  anySource: SharedFilter[];
  bySource: Map<string, SharedFilter[]>;
}

interface TenantTails {
  filters: Map<string, SharedFilter & { filter: LogFilter }>;
  levels: LevelIndex[];
  statistics: LiveStatistics | undefined;
}

/**
 * Gives every committed log to the tails that want it. A distinct filter is compiled and evaluated once, however many tails share
 * it; severity and source are looked up, so that only words are tested log by log. Without tails a batch costs one look-up.
 */
export class LiveHub {
  private readonly tenants = new Map<TenantId, TenantTails>();

  /** @param onError gets what a listener threw; the others still get theirs */
  constructor(private readonly onError: (thrown: unknown) => void) {}

  /** Starts to hand matches to `listener`; the returned function ends it. */
  subscribe(tenant: TenantId, filter: LogFilter, listener: MatchListener): () => void {
    const tails = this.tailsOf(tenant);
    const text = printFilter(filter);
    let shared = tails.filters.get(text);
    if (!shared) {
      shared = { text, filter, predicate: compileToPredicate(filter), listeners: new Set(), matches: [] };
      tails.filters.set(text, shared);
      tails.levels = indexByLevel([...tails.filters.values()]);
    }
    const { listeners } = shared;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || tails.filters.get(text)?.listeners !== listeners) return;
      tails.filters.delete(text);
      tails.levels = indexByLevel([...tails.filters.values()]);
      this.forget(tenant, tails);
    };
  }

  /** Starts to count a tenant's logs; `take` gives what came since the call before. */
  watchStatistics(tenant: TenantId): { take(nowMs: number): Omit<LiveStats, 'tails'>; stop(): void } {
    const tails = this.tailsOf(tenant);
    const statistics = (tails.statistics ??= new LiveStatistics());
    return {
      take: (nowMs) => statistics.take(nowMs),
      stop: () => {
        tails.statistics = undefined;
        this.forget(tenant, tails);
      },
    };
  }

  /** Number of distinct filters, over all tenants. */
  get distinctFilters(): number {
    let count = 0;
    for (const tails of this.tenants.values()) count += tails.filters.size;
    return count;
  }

  /** Evaluates a batch and tells the listeners. */
  publish(batch: CommittedBatch): void {
    const tails = this.tenants.get(batch.tenant);
    if (!tails) return;
    tails.statistics?.add(batch.records, batch.committedAtMs);
    if (tails.filters.size === 0) return;
    for (let i = 0; i < batch.records.count; i++) {
      const level = tails.levels[(batch.records.severityAt(i) - 1) >> 2];
      if (level && (level.anySource.length > 0 || level.bySource.size > 0)) matchRecord(batch.records.recordAt(i), level);
    }
    for (const shared of tails.filters.values()) {
      if (shared.matches.length === 0) continue;
      const rows = shared.matches;
      shared.matches = [];
      for (const listener of shared.listeners) this.tell(listener, rows);
    }
  }

  private tell(listener: MatchListener, rows: readonly LiveRow[]): void {
    try {
      listener(rows);
    } catch (thrown) {
      this.onError(thrown);
    }
  }

  private tailsOf(tenant: TenantId): TenantTails {
    const known = this.tenants.get(tenant);
    if (known) return known;
    const tails: TenantTails = { filters: new Map(), levels: indexByLevel([]), statistics: undefined };
    this.tenants.set(tenant, tails);
    return tails;
  }

  private forget(tenant: TenantId, tails: TenantTails): void {
    if (tails.filters.size === 0 && tails.statistics === undefined && this.tenants.get(tenant) === tails) this.tenants.delete(tenant);
  }
}

function indexByLevel(filters: readonly (SharedFilter & { filter: LogFilter })[]): LevelIndex[] {
  return SEVERITIES.map((severity) => {
    const level: LevelIndex = { anySource: [], bySource: new Map() };
    for (const shared of filters) {
      const { severities, sources } = shared.filter;
      if (severities.length > 0 && !severities.includes(severity)) continue;
      if (sources.length === 0) level.anySource.push(shared);
      for (const source of new Set(sources)) {
        const named = level.bySource.get(source);
        if (named) named.push(shared);
        else level.bySource.set(source, [shared]);
      }
    }
    return level;
  });
}

function matchRecord(record: LogRecord, level: LevelIndex): void {
  const named = level.bySource.size > 0 ? level.bySource.get(record.source) : undefined;
  let folded: string | undefined;
  let row: LiveRow | undefined;
  const visit = (shared: SharedFilter): void => {
    if (shared.predicate.readsMessage && !shared.predicate.testMessage((folded ??= foldCase(record.message)))) return;
    shared.matches.push((row ??= new LiveRow(record)));
  };
  for (const shared of level.anySource) visit(shared);
  if (named) for (const shared of named) visit(shared);
}
