import { hash, randomBytes } from 'node:crypto';

const TOKEN = /^inv_[\w-]{32}$/;

/** A new token: `inv_` and 192 random bits. */
export function newInvitationToken(): string {
  return `inv_${randomBytes(24).toString('base64url')}`;
}

/** The stored form; undefined for what cannot be a token. */
export function hashInvitationToken(token: string): string | undefined {
  return TOKEN.test(token) ? hash('sha256', token) : undefined;
}

/** The page on which the seat is taken. */
export function invitationLink(baseUrl: string, token: string): string {
  return `${baseUrl}/register/?invitation=${token}`;
}
