import type { Prisma } from '../../../generated/prisma/client.js';
import { AppError } from '../../../platform/errors/app-error.js';

/** Position of an event in the order of the list: by time, then by id. */
export interface AuditPosition {
  at: Date;
  /** UUID of version 7, which sorts by time. */
  id: string;
}

/** Newest first; the same order as the cursor's. */
export const AUDIT_ORDER = [{ at: 'desc' }, { id: 'desc' }] satisfies Prisma.AuditEventOrderByWithRelationInput[];

/** Writes a position as an opaque cursor. */
export function formatAuditCursor({ at, id }: AuditPosition): string {
  return Buffer.from(`1.${at.getTime()}.${id}`).toString('base64url');
}

/** Reads a cursor back. @throws AppError invalid_query */
export function parseAuditCursor(cursor: string): AuditPosition {
  const match = /^1\.(\d{1,14})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new AppError('invalid_query', 'This cursor is not from this list. Use nextCursor of the page before.', { details: { field: 'cursor' } });
  return { at: new Date(Number(match[1])), id: match[2] ?? '' };
}

/** Only events after a position, which are older. The first bound lets the index of the time do the work. */
export function olderThan({ at, id }: AuditPosition): Prisma.AuditEventWhereInput {
  return { AND: [{ at: { lte: at } }, { OR: [{ at: { lt: at } }, { id: { lt: id } }] }] };
}
