import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client';
import { Inject, Injectable } from '@nestjs/common';
import { isConnectionCut, toInsertError, toStoreError } from '../../../platform/clickhouse/clickhouse-errors.js';
import { CLICKHOUSE_CLIENT } from '../../../platform/clickhouse/clickhouse.module.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { parseLogId } from '../log-id.js';
import { severityOfNumber, type LogView } from '../log-record.js';
import type { LogScope } from '../log-scope.js';
import { toLogView } from '../log-view.js';
import { compileToSql } from '../query/compile-to-sql.js';
import type { LogFilter } from '../query/log-filter.js';
import type { OpenRange } from '../query/time-range.js';
import { countsSource, timeConditions } from './counts-sql.js';
import { ROW_COLUMNS } from './encode-row.js';
import type { FrozenBatch, Histogram, LogStore, SearchOptions, SearchResult, SeverityCounts, TimeRange } from './log-store.js';
import { listRow, rowToRecord, WHOLE_ROW, type LogRow } from './row-to-record.js';
import { parseCursor } from './search-cursor.js';
import { arrivalConditions, cursorCondition, cursorsOf, pageOrder, type PageOrder } from './search-page.js';

/** Bytes of a message that lists carry. */
const MESSAGE_BYTES_MAX = 8192;
const QUERY_SECONDS_MAX = 30;
/** How far back the newest arrivals are looked for, step by step. */
const ARRIVAL_WINDOWS_MS = [5 * 60_000, 3_600_000, 86_400_000] as const;

/** Settings of every insert: answered when it is stored. */
const INSERT_SETTINGS = { async_insert: 0 } as const;

/** Rows pass through a query a few at a time, and are cut down before they are sorted. */
const FRUGAL_SETTINGS: ClickHouseSettings = {
  query_plan_optimize_lazy_materialization: 0,
  query_plan_execute_functions_after_sorting: 0,
  max_block_size: '64',
  max_threads: 1,
};

const INSERT = `INSERT INTO logs (${ROW_COLUMNS.join(', ')}) FORMAT JSONCompactEachRow`;

const noCounts = (): SeverityCounts => ({ trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 });

/** Keeps logs in ClickHouse. The only file that knows the tables; everything that a caller gives is bound. */
@Injectable()
export class ClickHouseLogStore implements LogStore {
  constructor(@Inject(CLICKHOUSE_CLIENT) private readonly client: ClickHouseClient) {}

  async insert(batch: FrozenBatch): Promise<void> {
    try {
      // Not `insert`, which would encode the rows again: these bytes are final.
      const { stream } = await this.client.exec({
        query: INSERT,
        values: Readable.from(batch.body, { objectMode: false }),
        clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: batch.token },
      });
      stream.resume();
      await finished(stream);
    } catch (thrown) {
      throw toInsertError(thrown);
    }
  }

  async search(scope: LogScope, options: SearchOptions): Promise<SearchResult> {
    if (options.order !== 'arrival') return this.searchPage(scope, options, undefined);
    // Rows lie by time of the event: a look at what arrived lately spares reading all of them.
    for (const window of ARRIVAL_WINDOWS_MS) {
      const result = await this.searchPage(scope, options, Date.now() - window);
      if (result.logs.length >= options.limit) return result;
    }
    return this.searchPage(scope, options, undefined);
  }

  async count(scope: LogScope, options: Omit<SearchOptions, 'limit' | 'cursor' | 'order'>): Promise<number> {
    const params: Record<string, unknown> = {};
    if (options.arrivedAfter === undefined && options.arrivedBefore === undefined) {
      const counts = await this.severityBreakdown(scope, options);
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    }
    const where = this.conditions(scope, options, params).join(' AND ');
    const { rows } = await this.select<{ count: string }>('logs.count', `SELECT count() AS count FROM logs WHERE ${where}`, params, options.signal);
    return Number(rows[0]?.count ?? 0);
  }

  async findById(scope: LogScope, id: string, signal?: AbortSignal): Promise<LogView | undefined> {
    const identity = parseLogId(id);
    if (!identity) return undefined;
    const { sql, params } = compileToSql(scope.narrow());
    const { rows } = await this.select<LogRow>(
      'logs.by-id',
      `SELECT ${WHOLE_ROW} FROM logs
       WHERE ${sql} AND observed_at = fromUnixTimestamp64Milli({ms:Int64}, 'UTC') AND seq = {seq:UInt32} LIMIT 1`,
      { ...params, ms: identity.observedAtMs, seq: identity.seq },
      signal,
    );
    return rows[0] && toLogView(rowToRecord(rows[0]), Number.MAX_SAFE_INTEGER);
  }

  async histogram(scope: LogScope, options: { filter: LogFilter; range: TimeRange; intervalSeconds: number; signal?: AbortSignal }): Promise<Histogram> {
    const { intervalSeconds } = options;
    const filter = scope.narrow(options.filter);
    const widthMs = intervalSeconds * 1000;
    // Whole buckets, so that a bucket means the same at both ends as in the middle.
    const range = { fromMs: Math.floor(options.range.fromMs / widthMs) * widthMs, toMs: Math.ceil(options.range.toMs / widthMs) * widthMs };
    const fromMinutes = filter.terms.length === 0 && intervalSeconds % 60 === 0;
    const time = fromMinutes ? 'toUnixTimestamp(minute)' : "toUnixTimestamp(toDateTime(timestamp, 'UTC'))";
    const params: Record<string, unknown> = { width: intervalSeconds };
    const condition = compileToSql(filter);
    Object.assign(params, condition.params);
    const where = fromMinutes ? minuteConditions(range, params) : timeConditions(range, params);
    const { rows } = await this.select<{ bucket: string; severity: number; count: string }>(
      'logs.histogram',
      `SELECT toString(intDiv(${time}, {width:UInt32})) AS bucket, severity, toString(${fromMinutes ? 'sum(count)' : 'count()'}) AS count
       FROM ${fromMinutes ? 'logs_per_minute' : 'logs'} WHERE ${[condition.sql, ...where].join(' AND ')} GROUP BY bucket, severity`,
      params,
      options.signal,
    );
    const buckets = Array.from({ length: Math.round((range.toMs - range.fromMs) / widthMs) }, (_, i) => ({
      startMs: range.fromMs + i * widthMs,
      counts: noCounts(),
    }));
    for (const row of rows) {
      const bucket = buckets[Number(row.bucket) - range.fromMs / widthMs];
      if (bucket) bucket.counts[severityOfNumber(row.severity)] += Number(row.count);
    }
    return { intervalSeconds, buckets };
  }

  async severityBreakdown(scope: LogScope, options: { filter: LogFilter; range?: OpenRange; signal?: AbortSignal }): Promise<SeverityCounts> {
    const source = countsSource(scope, options.filter, options.range ?? { fromMs: undefined, toMs: undefined }, 'severity');
    const { rows } = await this.select<{ severity: number; total: string }>(
      'logs.severity-breakdown',
      `SELECT severity, toString(sum(count)) AS total FROM ${source.sql} GROUP BY severity`,
      source.params,
      options.signal,
    );
    const counts = noCounts();
    for (const row of rows) counts[severityOfNumber(row.severity)] += Number(row.total);
    return counts;
  }

  async sources(
    scope: LogScope,
    options: { filter: LogFilter; range?: OpenRange; limit: number; signal?: AbortSignal },
  ): Promise<{ source: string; count: number }[]> {
    const counts = countsSource(scope, options.filter, options.range ?? { fromMs: undefined, toMs: undefined }, 'source');
    const { rows } = await this.select<{ source: string; total: string }>(
      'logs.sources',
      `SELECT source, toString(sum(count)) AS total FROM ${counts.sql} GROUP BY source ORDER BY sum(count) DESC, source LIMIT {limit:UInt32}`,
      { ...counts.params, limit: options.limit },
      options.signal,
    );
    return rows.map((row) => ({ source: row.source, count: Number(row.total) }));
  }

  async ping(): Promise<void> {
    const answer = await this.client.ping();
    if (!answer.success) throw toStoreError(answer.error);
  }

  private async searchPage(scope: LogScope, options: SearchOptions, observedFromMs: number | undefined): Promise<SearchResult> {
    const params: Record<string, unknown> = { limit: options.limit + 1 };
    const where = this.conditions(scope, options, params);
    const cursor = options.cursor === undefined ? undefined : parseCursor(options.cursor);
    if (cursor) where.push(cursorCondition(cursor, params));
    if (observedFromMs !== undefined) {
      params['observedFromMs'] = observedFromMs;
      where.push("observed_at >= fromUnixTimestamp64Milli({observedFromMs:Int64}, 'UTC')");
    }
    const { rows, elapsedMs } = await this.selectPage(where.join(' AND '), pageOrder(options, cursor), params, options.signal);
    const page = rows.slice(0, options.limit);
    const hasMore = rows.length > options.limit;
    if (cursor?.towards === 'newer') page.reverse();
    const cursors = options.order === 'arrival' ? { nextCursor: null, previousCursor: null } : cursorsOf(page, cursor, hasMore);
    return { logs: page.map(toListView), ...cursors, stats: { elapsedMs } };
  }

  /**
   * The rows of a page. Usually the engine reads the wide columns of all of them at once, which is quickest. Where that needs more
   * memory than a query may have (a hundred logs with megabytes of metadata are enough), the page is read again in small steps.
   */
  private async selectPage(
    where: string,
    order: PageOrder,
    params: Record<string, unknown>,
    signal: AbortSignal | undefined,
  ): Promise<{ rows: LogRow[]; elapsedMs: number }> {
    const page = (columns: string, condition: string, by: string) => `SELECT ${columns} FROM logs WHERE ${condition} ORDER BY ${by} LIMIT {limit:UInt32}`;
    const columns = listRow(MESSAGE_BYTES_MAX);
    try {
      return await this.select<LogRow>('logs.search', page(columns, where, order.sql), params, signal);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'query_too_expensive') throw thrown;
      // Only in the order of the table do rows come a few at a time.
      const keys = page('timestamp, observed_at, seq', where, order.sql);
      const query = page(columns, `(timestamp, observed_at, seq) IN (${keys})`, order.sqlOfTable);
      const { rows, elapsedMs } = await this.select<LogRow>('logs.search-frugal', query, params, signal, FRUGAL_SETTINGS);
      return { rows: rows.sort(order.compare), elapsedMs };
    }
  }

  private conditions(scope: LogScope, options: Omit<SearchOptions, 'limit' | 'cursor'>, params: Record<string, unknown>): string[] {
    const condition = compileToSql(scope.narrow(options.filter));
    Object.assign(params, condition.params);
    return [condition.sql, ...timeConditions(options.range ?? { fromMs: undefined, toMs: undefined }, params), ...arrivalConditions(options, params)];
  }

  private async select<Row>(
    name: string,
    query: string,
    params: Record<string, unknown>,
    signal: AbortSignal | undefined,
    settings: ClickHouseSettings = {},
  ): Promise<{ rows: Row[]; elapsedMs: number }> {
    const startedAt = performance.now();
    const read = async (): Promise<Row[]> => {
      const result = await this.client.query({
        query,
        format: 'JSON',
        query_params: params,
        clickhouse_settings: { max_execution_time: QUERY_SECONDS_MAX, log_comment: name, output_format_json_quote_64bit_integers: 1, ...settings },
        ...(signal && { abort_signal: signal }),
      });
      return (await result.json<Row>()).data;
    };
    try {
      // A read changes nothing: one whose connection was just being closed is asked again, on a new one.
      const rows = await read().catch((thrown: unknown) => {
        if (!isConnectionCut(thrown) || signal?.aborted) throw thrown;
        return read();
      });
      return { rows, elapsedMs: Math.round(performance.now() - startedAt) };
    } catch (thrown) {
      throw toStoreError(thrown);
    }
  }
}

function toListView(row: LogRow): LogView {
  const view = toLogView(rowToRecord(row), MESSAGE_BYTES_MAX);
  if (row.is_cut === 1) view.truncated = true;
  return view;
}

function minuteConditions(range: TimeRange, params: Record<string, unknown>): string[] {
  Object.assign(params, { fromSecond: range.fromMs / 1000, toSecond: range.toMs / 1000 });
  return ["minute >= toDateTime({fromSecond:Int64}, 'UTC')", "minute < toDateTime({toSecond:Int64}, 'UTC')"];
}
