import type { TenantId } from '../../platform/tenancy/tenant.js';
import type { CommittedBatch } from '../logs/committed-batches.js';
import { SEVERITIES, type LogRecord } from '../logs/log-record.js';
import type { LogScope, ScopedFilter } from '../logs/log-scope.js';
import { compileToPredicate, foldCase, type LogPredicate } from '../logs/query/compile-to-predicate.js';
import type { LogFilter } from '../logs/query/log-filter.js';
import { printFilter } from '../logs/query/print-filter.js';
import { LiveRow } from './live-row.js';
import { LiveStatistics } from './live-statistics.js';
import type { LiveStats } from './live-protocol.js';

/** Gets the logs of one batch that a subscriber's filter matches, in order of arrival; never none. It must be quick. */
export type MatchListener = (rows: readonly LiveRow[]) => void;

/** One distinct filter of a tenant, limits and all, with all who asked for it. */
interface SharedFilter {
  filter: ScopedFilter;
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
  filters: Map<string, SharedFilter>;
  levels: LevelIndex[];
  /** By the key of the scope: who sees less gets smaller numbers. */
  statistics: Map<string, LiveStatistics>;
}

/**
 * Gives every committed log to the tails that want it. A distinct filter is compiled and evaluated once, however many tails share
 * it; severity and source are looked up, so that only words are tested log by log. Without tails a batch costs one look-up.
 */
export class LiveHub {
  private readonly tenants = new Map<TenantId, TenantTails>();

  /** @param onError gets what a listener threw; the others still get theirs */
  constructor(private readonly onError: (thrown: unknown) => void) {}

  /** Starts to hand matches within a scope to `listener`; the returned function ends it. */
  subscribe(scope: LogScope, wanted: LogFilter, listener: MatchListener): () => void {
    const { tenant } = scope;
    const tails = this.tailsOf(tenant);
    const filter = scope.narrow(wanted);
    const text = printFilter(filter);
    let shared = tails.filters.get(text);
    if (!shared) {
      shared = { filter, predicate: compileToPredicate(filter), listeners: new Set(), matches: [] };
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

  /** Starts to count the logs of a scope; `take` gives what came since the call before. One watcher a scope. */
  watchStatistics(scope: LogScope): { take(nowMs: number): Omit<LiveStats, 'tails'>; stop(): void } {
    const tails = this.tailsOf(scope.tenant);
    const statistics = new LiveStatistics(scope);
    tails.statistics.set(scope.key, statistics);
    return {
      take: (nowMs) => statistics.take(nowMs),
      stop: () => {
        if (tails.statistics.get(scope.key) === statistics) tails.statistics.delete(scope.key);
        this.forget(scope.tenant, tails);
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
    for (const statistics of tails.statistics.values()) statistics.add(batch.records, batch.committedAtMs);
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
    const tails: TenantTails = { filters: new Map(), levels: indexByLevel([]), statistics: new Map() };
    this.tenants.set(tenant, tails);
    return tails;
  }

  private forget(tenant: TenantId, tails: TenantTails): void {
    if (tails.filters.size === 0 && tails.statistics.size === 0 && this.tenants.get(tenant) === tails) this.tenants.delete(tenant);
  }
}

/** The names that a filter asks for, when it asks for names: others need not be looked at. */
function namesOf({ sources }: LogFilter): readonly string[] | undefined {
  const named = sources.find(({ patterns, negated }) => !negated && patterns.every((pattern) => pattern.length === 1));
  return named?.patterns.flatMap(([name]) => name ?? []);
}

function indexByLevel(filters: readonly SharedFilter[]): LevelIndex[] {
  return SEVERITIES.map((severity) => {
    const level: LevelIndex = { anySource: [], bySource: new Map() };
    for (const shared of filters) {
      if (!shared.filter.severities.includes(severity)) continue;
      const names = namesOf(shared.filter);
      if (!names) level.anySource.push(shared);
      for (const source of new Set(names)) {
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
    const { predicate } = shared;
    if (predicate.readsSource && !predicate.testSource(record.source)) return;
    if (predicate.readsMessage && !predicate.testMessage((folded ??= foldCase(record.message)))) return;
    shared.matches.push((row ??= new LiveRow(record)));
  };
  for (const shared of level.anySource) visit(shared);
  if (named) for (const shared of named) visit(shared);
}
