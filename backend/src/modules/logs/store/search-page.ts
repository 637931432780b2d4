import { parseLogId } from '../log-id.js';
import type { SearchOptions, SearchResult } from './log-store.js';
import type { LogRow } from './row-to-record.js';
import { formatCursor, type SearchPosition } from './search-cursor.js';

/** Arrival order of several instances is only right to a few seconds. */
const ARRIVAL_OVERLAP_MS = 5000;

/** How the rows of a page follow each other. */
export interface PageOrder {
  sql: string;
  /** The same way through time in the order of the table. */
  sqlOfTable: string;
  /** Puts rows that came in the order of the table into this one. */
  compare: (a: LogRow, b: LogRow) => number;
}

const NEWEST_EVENT = 'timestamp DESC, observed_at DESC, seq DESC';
const OLDEST_EVENT = 'timestamp ASC, observed_at ASC, seq ASC';

/** The order in which a page is read: towards older logs, or, after a cursor that says so, towards newer ones. */
export function pageOrder(options: Pick<SearchOptions, 'order'>, cursor: SearchPosition | undefined): PageOrder {
  if (options.order === 'arrival') {
    const newestFirst = (a: LogRow, b: LogRow): number => Number(b.observed_ms) - Number(a.observed_ms) || b.seq - a.seq;
    return { sql: 'observed_at DESC, seq DESC', sqlOfTable: NEWEST_EVENT, compare: newestFirst };
  }
  const sql = cursor?.towards === 'newer' ? OLDEST_EVENT : NEWEST_EVENT;
  return { sql, sqlOfTable: sql, compare: () => 0 };
}

/** Cursors of a page (newest first). The log that a cursor stood on lies beyond the end that the page was read from. */
export function cursorsOf(page: readonly LogRow[], cursor: SearchPosition | undefined, hasMore: boolean): Pick<SearchResult, 'nextCursor' | 'previousCursor'> {
  const [first, last] = [page[0], page.at(-1)];
  if (!first || !last) return { nextCursor: null, previousCursor: null };
  const isNewer = cursor?.towards === 'newer';
  return {
    nextCursor: isNewer || hasMore ? cursorAt(last, 'older') : null,
    previousCursor: (isNewer ? hasMore : cursor !== undefined) ? cursorAt(first, 'newer') : null,
  };
}

const cursorAt = (row: LogRow, towards: SearchPosition['towards']): string =>
  formatCursor({ towards, timestampNs: row.timestamp_ns, observedMs: Number(row.observed_ms), seq: row.seq });

/** Beyond a position. The first comparison repeats the time so that the primary key prunes. */
export function cursorCondition(cursor: SearchPosition, params: Record<string, unknown>): string {
  Object.assign(params, { cursorNs: cursor.timestampNs, cursorMs: cursor.observedMs, cursorSeq: cursor.seq });
  const time = "fromUnixTimestamp64Nano({cursorNs:Int64}, 'UTC')";
  const than = cursor.towards === 'newer' ? '>' : '<';
  return `timestamp ${than}= ${time} AND (timestamp, observed_at, seq) ${than} (${time}, fromUnixTimestamp64Milli({cursorMs:Int64}, 'UTC'), {cursorSeq:UInt32})`;
}

/** Limits of a search by arrival. */
export function arrivalConditions(options: Pick<SearchOptions, 'arrivedAfter' | 'arrivedBefore'>, params: Record<string, unknown>): string[] {
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
