import { AppError } from '../../../platform/errors/app-error.js';

/** Position of a log in the order of a search (by time of the event, then by identity), and which way to read on from it. */
export interface SearchPosition {
  towards: 'older' | 'newer';
  /** ns since 1970, as digits. */
  timestampNs: string;
  observedMs: number;
  seq: number;
}

const VERSION = { older: '1', newer: '2' } as const;
const INT64_MAX = 2n ** 63n - 1n;
const UINT32_MAX = 2 ** 32 - 1;

/** Writes a position as an opaque cursor. */
export function formatCursor(position: SearchPosition): string {
  return Buffer.from(`${VERSION[position.towards]}.${position.timestampNs}.${position.observedMs}.${position.seq}`).toString('base64url');
}

/** Reads a cursor back. @throws AppError invalid_query */
export function parseCursor(cursor: string): SearchPosition {
  const match = /^([12])\.(\d{1,19})\.(\d{1,15})\.(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, version, timestampNs = '', observedMs = '', seq = ''] = match ?? [];
  if (!match || BigInt(timestampNs) > INT64_MAX || Number(seq) > UINT32_MAX) {
    throw new AppError('invalid_query', 'This cursor is not from a search. Use nextCursor or previousCursor of an answer.', { details: { field: 'cursor' } });
  }
  return { towards: version === VERSION.newer ? 'newer' : 'older', timestampNs, observedMs: Number(observedMs), seq: Number(seq) };
}
