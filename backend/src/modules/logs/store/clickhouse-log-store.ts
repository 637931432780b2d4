import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { Inject, Injectable } from '@nestjs/common';
import { toInsertError, toStoreError } from '../../../platform/clickhouse/clickhouse-errors.js';
import { CLICKHOUSE_CLIENT } from '../../../platform/clickhouse/clickhouse.module.js';
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
import { rowColumns, rowToRecord, type LogRow } from './row-to-record.js';
import { formatCursor, parseCursor } from './search-cursor.js';

/** Bytes of a message that lists carry; a few more are read so that a cut is seen. */
const MESSAGE_BYTES_MAX = 8192;
/** Arrival order of several instances is only right to a few seconds. */
const ARRIVAL_OVERLAP_MS = 5000;
const QUERY_SECONDS_MAX = 30;
/** How far back the newest arrivals are looked for, step by step. */
const ARRIVAL_WINDOWS_MS = [5 * 60_000, 3_600_000, 86_400_000] as const;

/** Settings of every insert: answered when it is stored. */
const INSERT_SETTINGS = { async_insert: 0 } as const;

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
      `SELECT ${rowColumns('message')} FROM logs
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
    if (options.cursor !== undefined) where.push(cursorCondition(options.cursor, params));
    if (observedFromMs !== undefined) {
      params['observedFromMs'] = observedFromMs;
      where.push("observed_at >= fromUnixTimestamp64Milli({observedFromMs:Int64}, 'UTC')");
    }
    const order = options.order === 'arrival' ? 'observed_at DESC, seq DESC' : 'timestamp DESC, observed_at DESC, seq DESC';
    const message = `substring(message, 1, ${MESSAGE_BYTES_MAX + 8})`;
    const { rows, elapsedMs } = await this.select<LogRow>(
      'logs.search',
      `SELECT ${rowColumns(message)} FROM logs WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT {limit:UInt32}`,
      params,
      options.signal,
    );
    const page = rows.slice(0, options.limit);
    const last = page.at(-1);
    const nextCursor =
      rows.length > options.limit && last && options.order !== 'arrival'
        ? formatCursor({ timestampNs: last.timestamp_ns, observedMs: Number(last.observed_ms), seq: last.seq })
        : null;
    return { logs: page.map((row) => toLogView(rowToRecord(row), MESSAGE_BYTES_MAX)), nextCursor, stats: { elapsedMs } };
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
  ): Promise<{ rows: Row[]; elapsedMs: number }> {
    const startedAt = performance.now();
    try {
      const result = await this.client.query({
        query,
        format: 'JSON',
        query_params: params,
        clickhouse_settings: { max_execution_time: QUERY_SECONDS_MAX, log_comment: name, output_format_json_quote_64bit_integers: 1 },
        ...(signal && { abort_signal: signal }),
      });
      const answer = await result.json<Row>();
      return { rows: answer.data, elapsedMs: Math.round(performance.now() - startedAt) };
    } catch (thrown) {
      throw toStoreError(thrown);
    }
  }
}

/** After a position, towards older logs. The first comparison repeats the time so that the primary key prunes. */
function cursorCondition(cursor: string, params: Record<string, unknown>): string {
  const position = parseCursor(cursor);
  Object.assign(params, { cursorNs: position.timestampNs, cursorMs: position.observedMs, cursorSeq: position.seq });
  const time = "fromUnixTimestamp64Nano({cursorNs:Int64}, 'UTC')";
  return `timestamp <= ${time} AND (timestamp, observed_at, seq) < (${time}, fromUnixTimestamp64Milli({cursorMs:Int64}, 'UTC'), {cursorSeq:UInt32})`;
}

function arrivalConditions(options: Pick<SearchOptions, 'arrivedAfter' | 'arrivedBefore'>, params: Record<string, unknown>): string[] {
  const parts: string[] = [];
  const after = options.arrivedAfter === undefined ? undefined : parseLogId(options.arrivedAfter);
  const before = options.arrivedBefore === undefined ? undefined : parseLogId(options.arrivedBefore);
  if (after) {
    params['arrivedAfterMs'] = after.observedAtMs - ARRIVAL_OVERLAP_MS;
    parts.push("observed_at >= fromUnixTimestamp64Milli({arrivedAfterMs:Int64}, 'UTC')");
  }
  if (before) {
    Object.assign(params, { arrivedBeforeMs: before.observedAtMs, arrivedBeforeSeq: before.seq });
    const ms = "fromUnixTimestamp64Milli({arrivedBeforeMs:Int64}, 'UTC')";
    parts.push(`observed_at <= ${ms} AND (observed_at, seq) <= (${ms}, {arrivedBeforeSeq:UInt32})`);
  }
  return parts;
}

function minuteConditions(range: TimeRange, params: Record<string, unknown>): string[] {
  Object.assign(params, { fromSecond: range.fromMs / 1000, toSecond: range.toMs / 1000 });
  return ["minute >= toDateTime({fromSecond:Int64}, 'UTC')", "minute < toDateTime({toSecond:Int64}, 'UTC')"];
}
