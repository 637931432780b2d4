import type { LogView } from '@/lib/api/types';

/** The list is bounded by both. */
export const ROWS_MAX = 2000;
export const BYTES_MAX = 8 * 1024 * 1024;

export interface LogRow {
  kind: 'log';
  key: string;
  log: LogView;
  bytes: number;
}

/** Logs that exist in the store but not in the list: those that arrived in (from, to]. */
export interface GapRow {
  kind: 'gap';
  key: string;
  from: string;
  to: string;
  /** How many are missing; undefined when only the store knows. */
  count: number | undefined;
  /** When it happened, ms. */
  at: number;
  reason: 'load' | 'pause' | 'cut';
  state: 'open' | 'filling' | 'failed';
  bytes: number;
}

export type Row = LogRow | GapRow;

const OBJECT_BYTES = 320;

/** About what a log costs in memory: two bytes a character and the objects around them. */
export function bytesOf(log: LogView): number {
  let characters = log.message.length + log.source.length + (log.metadataRest?.length ?? 0);
  let keys = 0;
  for (const key in log.metadata) {
    const value = log.metadata[key];
    keys++;
    characters += key.length + (typeof value === 'string' ? value.length : 4);
  }
  return OBJECT_BYTES + keys * 24 + characters * 2;
}

export const logRow = (log: LogView): LogRow => ({ kind: 'log', key: log.id, log, bytes: bytesOf(log) });

export const totalBytes = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + row.bytes, 0);

/** Rows of the logs that are not known yet, in the order given; `known` learns their ids. */
export function freshRows(logs: readonly LogView[], known: Set<string>): LogRow[] {
  const fresh: LogRow[] = [];
  for (const log of logs) {
    if (known.has(log.id)) continue;
    known.add(log.id);
    fresh.push(logRow(log));
  }
  return fresh;
}

/** How many rows from the start fit into both bounds. At least one, so that a single huge log is shown. */
export function countThatFits(rows: readonly Row[], rowsMax = ROWS_MAX, bytesMax = BYTES_MAX): number {
  let bytes = 0;
  for (let index = 0; index < rows.length; index++) {
    bytes += rows[index]?.bytes ?? 0;
    if (index > 0 && (index >= rowsMax || bytes > bytesMax)) return index;
  }
  return rows.length;
}

/** As `countThatFits`, counted from the end. */
export function countThatFitsFromEnd(rows: readonly Row[], rowsMax = ROWS_MAX, bytesMax = BYTES_MAX): number {
  let bytes = 0;
  for (let count = 0; count < rows.length; count++) {
    bytes += rows[rows.length - 1 - count]?.bytes ?? 0;
    if (count > 0 && (count >= rowsMax || bytes > bytesMax)) return count;
  }
  return rows.length;
}

const GAP_JOIN_MS = 2000;

/**
 * Puts rows on top of the list (newest first). A gap right after another of the same reason becomes one with it, and so does one
 * of load that follows within 2 s: a sampled tail skips in every frame and would else show more gaps than logs.
 */
export function withGap(rows: Row[], gap: GapRow): Row[] {
  if (gap.reason === 'cut') {
    // What was sent of a longer absence is newer than the gap, so the gap lies below it.
    let below = 0;
    for (let row = rows[below]; row?.kind === 'log' && row.key >= gap.to; row = rows[below]) below++;
    return [...rows.slice(0, below), gap, ...rows.slice(below)];
  }
  const joinable = (row: Row | undefined): row is GapRow =>
    row?.kind === 'gap' && row.state === 'open' && row.reason === gap.reason && row.count !== undefined && gap.count !== undefined;
  const limit = gap.reason === 'load' ? Math.min(rows.length, 400) : 1;
  for (let index = 0; index < limit; index++) {
    const row = rows[index];
    if (!joinable(row)) continue;
    if (index > 0 && gap.at - row.at > GAP_JOIN_MS) break;
    const joined = rows.slice();
    joined[index] = { ...row, to: gap.to, count: (row.count ?? 0) + (gap.count ?? 0) };
    return joined;
  }
  return [gap, ...rows];
}

const newestArrivalFirst = (a: LogRow, b: LogRow): number => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0);

/**
 * Replaces a gap by what the store had. Rows beside it that arrived within the gap's bounds are merged, so that a filled sample
 * is in arrival order. When the store had more than one page, the gap stays below for the rest.
 */
export function fillGap(rows: readonly Row[], key: string, filled: readonly LogRow[], rest: GapRow | undefined): Row[] {
  const at = rows.findIndex((row) => row.kind === 'gap' && row.key === key);
  const gap = rows[at];
  if (!gap || gap.kind !== 'gap') return rows.slice();
  const inside = (row: Row | undefined): row is LogRow => row?.kind === 'log' && row.key > gap.from && row.key <= gap.to;
  let start = at;
  while (inside(rows[start - 1])) start--;
  let end = at + 1;
  while (inside(rows[end])) end++;
  const beside = [...rows.slice(start, at), ...rows.slice(at + 1, end)].filter(inside);
  const merged = [...beside, ...filled].sort(newestArrivalFirst);
  return [...rows.slice(0, start), ...merged, ...(rest ? [rest] : []), ...rows.slice(end)];
}

/** ms that a log came after it happened, when that is more than 2 s; undefined otherwise. */
export function lateBy(log: LogView): number | undefined {
  const late = Date.parse(log.observedAt) - Date.parse(log.timestamp);
  return late > 2000 ? late : undefined;
}

/** The greatest id, which is the last arrival. */
export function lastArrival(logs: readonly LogView[]): string | undefined {
  let last: string | undefined;
  for (const log of logs) if (last === undefined || log.id > last) last = log.id;
  return last;
}
