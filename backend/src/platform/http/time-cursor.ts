import { AppError } from '../errors/app-error.js';

/** Where a list that is sorted by time goes on: after the row with this time and id. */
export interface TimeCursor {
  at: Date;
  id: string;
}

const TEXT = /^(\d{1,15})\.([\w-]{1,64})$/;

/** A cursor as text, opaque to clients. */
export function writeTimeCursor({ at, id }: TimeCursor): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url');
}

/** @throws AppError bad_request for a text that no list gave */
export function readTimeCursor(text: string): TimeCursor {
  const match = TEXT.exec(Buffer.from(text, 'base64url').toString('latin1'));
  const at = new Date(Number(match?.[1]));
  if (!match?.[2] || Number.isNaN(at.getTime())) throw new AppError('bad_request', 'The cursor is not one that a list gave. Start again without it.');
  return { at, id: match[2] };
}
