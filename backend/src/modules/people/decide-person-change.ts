import { AppError } from '../../platform/errors/app-error.js';
import type { RoleName } from './dto/people.dto.js';

export interface ChangedPerson {
  isOwner: boolean;
  role: RoleName;
  disabledAt: Date | null;
}

export interface PersonChange {
  role?: RoleName;
  limitQuery?: string;
  disabled?: boolean;
  removed?: boolean;
}

/**
 * Whether a person may be changed so. The owner keeps everything, and a tenant keeps one admin.
 * @param otherAdmins how many other people of the tenant can act as admins
 * @throws AppError conflict with the reason
 */
export function assertMayChange(person: ChangedPerson, change: PersonChange, otherAdmins: number): void {
  const leaves = change.removed === true || change.disabled === true;
  const steppedDown = leaves || change.role === 'user';
  if (person.isOwner && (steppedDown || (change.limitQuery ?? '') !== '')) {
    throw new AppError('conflict', 'This person owns the instance and cannot be removed, disabled, limited, or made an ordinary user.');
  }
  const isAdmin = person.role === 'admin' && person.disabledAt === null;
  if (isAdmin && steppedDown && otherAdmins === 0) {
    throw new AppError('conflict', 'This is the last admin. Make somebody else an admin first.');
  }
}
