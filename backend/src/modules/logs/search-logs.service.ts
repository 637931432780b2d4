import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { FilterQueryDto } from './dto/filter-query.dto.js';
import type { RecentLogsDto, SearchLogsDto } from './dto/search-logs.dto.js';
import type { LogView } from './log-record.js';
import type { LogScope } from './log-scope.js';
import { parseFilter } from './query/parse-filter.js';
import { parseTimeRange } from './query/time-range.js';
import { LOG_STORE, type LogStore, type SearchOptions, type SearchResult } from './store/log-store.js';

export interface SearchAnswer extends Omit<SearchResult, 'stats'> {
  stats: SearchResult['stats'] & { total?: number };
}

/** Finds logs of the past. */
@Injectable()
export class SearchLogsService {
  constructor(@Inject(LOG_STORE) private readonly store: LogStore) {}

  /** A page of logs, newest event first. @throws AppError invalid_query, query_timeout, store_unavailable */
  async search(scope: LogScope, query: SearchLogsDto, signal?: AbortSignal): Promise<SearchAnswer> {
    const options = { ...this.limits(query), ...(signal && { signal }) };
    const page = this.store.search(scope, { ...options, limit: query.limit ?? 100, ...(query.cursor !== undefined && { cursor: query.cursor }) });
    const [result, total] = await Promise.all([page, query.count ? this.store.count(scope, options) : undefined]);
    return { ...result, stats: total === undefined ? result.stats : { ...result.stats, total } };
  }

  /** The logs that arrived last, newest first. */
  async recent(scope: LogScope, query: RecentLogsDto, signal?: AbortSignal): Promise<LogView[]> {
    const result = await this.store.search(scope, { ...this.limits(query), order: 'arrival', limit: query.limit ?? 50, ...(signal && { signal }) });
    return result.logs;
  }

  /** One log with its whole message. @throws AppError not_found */
  async byId(scope: LogScope, id: string, signal?: AbortSignal): Promise<LogView> {
    const log = await this.store.findById(scope, id, signal);
    if (!log) throw new AppError('not_found', 'There is no log with this id. It may be older than the retention.');
    return log;
  }

  private limits(query: FilterQueryDto & { arrivedAfter?: string; arrivedBefore?: string }): Omit<SearchOptions, 'limit'> {
    const range = parseTimeRange(query.from, query.to, Date.now());
    return {
      filter: parseFilter(query),
      range,
      ...(query.arrivedAfter !== undefined && { arrivedAfter: query.arrivedAfter }),
      ...(query.arrivedBefore !== undefined && { arrivedBefore: query.arrivedBefore }),
    };
  }
}
