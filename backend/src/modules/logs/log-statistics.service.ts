import { Inject, Injectable } from '@nestjs/common';
import type { FilterQueryDto } from './dto/filter-query.dto.js';
import type { HistogramDto, SourcesDto } from './dto/search-logs.dto.js';
import type { LogScope } from './log-scope.js';
import { parseFilter } from './query/parse-filter.js';
import { bucketWidthSeconds, parseInterval, parseTimeRange } from './query/time-range.js';
import { LOG_STORE, type Histogram, type LogStore, type SeverityCounts, type TimeRange } from './store/log-store.js';

const QUARTER_HOUR_MS = 15 * 60_000;

/** Numbers over logs: how many, when, of which severity and source. */
@Injectable()
export class LogStatisticsService {
  constructor(@Inject(LOG_STORE) private readonly store: LogStore) {}

  /** Counts by time and severity; the last 15 minutes when no range is given. Empty buckets are there too. */
  async histogram(scope: LogScope, query: HistogramDto, signal?: AbortSignal): Promise<Histogram> {
    const range = this.closedRange(query);
    const intervalSeconds = query.interval === undefined ? bucketWidthSeconds(range) : parseInterval(query.interval, range);
    return this.store.histogram(scope, { filter: parseFilter(query), range, intervalSeconds, ...(signal && { signal }) });
  }

  /** Counts by severity, over everything when no range is given. */
  async severityBreakdown(scope: LogScope, query: FilterQueryDto, signal?: AbortSignal): Promise<SeverityCounts> {
    const range = parseTimeRange(query.from, query.to, Date.now());
    return this.store.severityBreakdown(scope, { filter: parseFilter(query), range, ...(signal && { signal }) });
  }

  /** The most frequent sources, over everything when no range is given. */
  async sources(scope: LogScope, query: SourcesDto, signal?: AbortSignal): Promise<{ source: string; count: number }[]> {
    const range = parseTimeRange(query.from, query.to, Date.now());
    return this.store.sources(scope, { filter: parseFilter(query), range, limit: query.limit ?? 50, ...(signal && { signal }) });
  }

  private closedRange(query: FilterQueryDto): TimeRange {
    const nowMs = Date.now();
    const { fromMs, toMs } = parseTimeRange(query.from, query.to, nowMs);
    const end = toMs ?? Math.max(nowMs, (fromMs ?? 0) + 1000);
    return { fromMs: fromMs ?? Math.max(0, end - QUARTER_HOUR_MS), toMs: end };
  }
}
