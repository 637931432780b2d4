import { AppError } from '../../../platform/errors/app-error.js';

/** Position of a log in the order of a search: by time of the event, then by identity. */
export interface SearchPosition {
  /** ns since 1970, as digits. */
  timestampNs: string;
  observedMs: number;
  seq: number;
}

/** Writes a position as an opaque cursor. */
export function formatCursor(position: SearchPosition): string {
  return Buffer.from(`1.${position.timestampNs}.${position.observedMs}.${position.seq}`).toString('base64url');
}

/** Reads a cursor back. @throws AppError invalid_query */
export function parseCursor(cursor: string): SearchPosition {
  const match = /^1\.(-?\d{1,19})\.(\d{1,16})\.(\d{1,10})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new AppError('invalid_query', 'This cursor is not from a search. Use nextCursor of the page before.', { details: { field: 'cursor' } });
  return { timestampNs: match[1] ?? '', observedMs: Number(match[2]), seq: Number(match[3]) };
}
