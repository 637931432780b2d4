import { AppError } from '../../../platform/errors/app-error.js';

/** Where a page of a list ends that is ordered by time and id, newest first. */
export interface ListPosition {
  createdAt: Date;
  id: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function printCursor({ createdAt, id }: ListPosition): string {
  return Buffer.from(`${createdAt.getTime()} ${id}`).toString('base64url');
}

/** @throws AppError bad_request for a text that printCursor has not made */
export function readCursor(text: string): ListPosition {
  const [ms = '', id = ''] = Buffer.from(text, 'base64url').toString('latin1').split(' ');
  if (!/^\d{1,15}$/.test(ms) || !UUID.test(id)) throw new AppError('bad_request', 'This cursor is not one that a page before has given.');
  return { createdAt: new Date(Number(ms)), id };
}
