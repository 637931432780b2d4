declare const tenantBrand: unique symbol;

/**
 * The tenant that a call acts for. It is the first argument of every store and repository method, and only the guards mint
 * one (from an API key or a user), never a payload.
 */
export type TenantId = string & { readonly [tenantBrand]: true };

/** The tenant that exists from the first start. */
export const DEFAULT_TENANT = 'default';

/** For the guards (and tests) only: turns the tenant column of a user or key into a TenantId. */
export function mintTenantId(value: string): TenantId {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(value)) throw new Error('not a tenant id');
  return value as TenantId;
}
