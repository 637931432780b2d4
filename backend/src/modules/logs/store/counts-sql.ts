import type { LogScope } from '../log-scope.js';
import { compileToCountsSql, compileToSql } from '../query/compile-to-sql.js';
import type { LogFilter } from '../query/log-filter.js';
import type { OpenRange } from '../query/time-range.js';

const MINUTE_MS = 60_000;

/** A query over counts: a table expression with `count` and the columns asked for, and the values it binds. */
export interface CountsSource {
  sql: string;
  params: Record<string, unknown>;
}

const fromMs = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

/** Conditions of a range of event times over the table `logs`. */
export function timeConditions(range: OpenRange, params: Record<string, unknown>): string[] {
  const parts: string[] = [];
  if (range.fromMs !== undefined) {
    params['fromMs'] = Math.trunc(range.fromMs);
    parts.push(`timestamp >= ${fromMs('fromMs')}`);
  }
  if (range.toMs !== undefined) {
    params['toMs'] = Math.trunc(range.toMs);
    parts.push(`timestamp < ${fromMs('toMs')}`);
  }
  return parts;
}

/**
 * Logs of a scope, filter and range, as rows with `count` and the columns asked for (of: source, severity). Words (of the
 * filter or of a limit) need the logs themselves; everything else comes from the per-minute counts, with the parts of a minute at both ends from the logs.
 */
export function countsSource(scope: LogScope, wanted: LogFilter, range: OpenRange, columns: string): CountsSource {
  const filter = scope.narrow(wanted);
  const condition = compileToSql(filter);
  const params: Record<string, unknown> = { ...condition.params };
  if (filter.terms.length > 0) {
    const where = [condition.sql, ...timeConditions(range, params)].join(' AND ');
    return { sql: `(SELECT ${columns}, count() AS count FROM logs WHERE ${where} GROUP BY ${columns})`, params };
  }
  const firstMinute = range.fromMs === undefined ? undefined : Math.ceil(range.fromMs / MINUTE_MS) * MINUTE_MS;
  const lastMinute = range.toMs === undefined ? undefined : Math.floor(range.toMs / MINUTE_MS) * MINUTE_MS;
  const logsPart = (from: number | undefined, to: number | undefined, name: string): string => {
    if (from !== undefined) params[`${name}From`] = Math.trunc(from);
    if (to !== undefined) params[`${name}To`] = Math.trunc(to);
    const bounds = [from === undefined ? '1' : `timestamp >= ${fromMs(`${name}From`)}`, to === undefined ? '1' : `timestamp < ${fromMs(`${name}To`)}`];
    return `SELECT ${columns}, count() AS count FROM logs WHERE ${condition.sql} AND ${bounds.join(' AND ')} GROUP BY ${columns}`;
  };
  if (firstMinute !== undefined && lastMinute !== undefined && firstMinute >= lastMinute) {
    return { sql: `(${logsPart(range.fromMs, range.toMs, 'range')})`, params };
  }
  const minutes = [compileToCountsSql(filter).sql];
  if (firstMinute !== undefined) {
    params['firstMinute'] = firstMinute / 1000;
    minutes.push("minute >= toDateTime({firstMinute:Int64}, 'UTC')");
  }
  if (lastMinute !== undefined) {
    params['lastMinute'] = lastMinute / 1000;
    minutes.push("minute < toDateTime({lastMinute:Int64}, 'UTC')");
  }
  const parts = [`SELECT ${columns}, sum(count) AS count FROM logs_per_minute WHERE ${minutes.join(' AND ')} GROUP BY ${columns}`];
  if (range.fromMs !== undefined && firstMinute !== undefined && range.fromMs < firstMinute) parts.push(logsPart(range.fromMs, firstMinute, 'head'));
  if (range.toMs !== undefined && lastMinute !== undefined && range.toMs > lastMinute) parts.push(logsPart(lastMinute, range.toMs, 'tail'));
  return { sql: `(${parts.join(' UNION ALL ')})`, params };
}
