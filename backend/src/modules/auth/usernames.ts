/** 2 to 40 of a-z, 0-9, dot, hyphen and underscore; no @, so that it is never taken for an address. */
export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,39}$/;

export const USERNAME_RULE = 'username must be 2 to 40 letters, digits, dots, hyphens or underscores, and start with a letter or digit';

/** The stored form of a user name or an address. */
export function lowerCased({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
}

/** A user name made of an address, for people who have chosen none. */
export function usernameFromEmail(email: string): string {
  const local = (email.split('@')[0] ?? '').replace(/[^a-z0-9._-]/g, '-').replace(/^[^a-z0-9]+/, '');
  return local.length >= 2 ? local.slice(0, 32) : `person-${local}`.replace(/-$/, '');
}

/** Another user name near one that is taken. @param id of the account */
export function usernameBeside(username: string, id: string): string {
  return `${username.slice(0, 31)}-${id.slice(0, 8)}`;
}
