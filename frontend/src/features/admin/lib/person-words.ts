import type { Invitation, Role, User } from '@/lib/api/account-types';

export const ROLES: readonly (readonly [Role, string])[] = [
  ['user', 'User'],
  ['admin', 'Admin'],
];

export const ROLE_TEXT: Record<Role, string> = {
  user: 'Reads logs, and keeps views and rules of their own.',
  admin: 'Manages everything in the tenant.',
};

export const roleName = (user: { role: Role; isOwner?: boolean }): string => (user.isOwner ? 'Owner' : user.role === 'admin' ? 'Admin' : 'User');

export type Standing = { kind: 'on' | 'wait' | 'off' | 'bad'; text: string };

/** Whether a person can sign in, and if not, why. */
export function standingOf(user: Pick<User, 'disabledAt' | 'emailVerifiedAt'>): Standing {
  if (user.disabledAt) return { kind: 'off', text: 'Disabled' };
  return user.emailVerifiedAt ? { kind: 'on', text: 'Active' } : { kind: 'wait', text: 'Not verified' };
}

/** Where an invitation stands at a moment (ms). */
export function invitationStanding(invitation: Pick<Invitation, 'acceptedAt' | 'revokedAt' | 'expiresAt'>, now: number): Standing {
  if (invitation.acceptedAt) return { kind: 'on', text: 'Accepted' };
  if (invitation.revokedAt) return { kind: 'off', text: 'Withdrawn' };
  return Date.parse(invitation.expiresAt) <= now ? { kind: 'off', text: 'Expired' } : { kind: 'wait', text: 'Waiting' };
}

/** How others read of this person. */
export const personName = (user: Pick<User, 'name' | 'username' | 'email'>): string => user.name || user.username || user.email;
