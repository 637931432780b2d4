import type { Tenant, User } from '../../generated/prisma/client.js';

/** An account with its tenant. */
export type Person = User & { tenant: Tenant };

/** For `include` of Prisma: what makes a User a Person. */
export const WITH_TENANT = { tenant: true } as const;

/** Whether an account may come in at all: verified, and neither it nor its tenant is disabled. */
export function mayComeIn({ emailVerifiedAt, disabledAt, tenant }: Person): boolean {
  return emailVerifiedAt !== null && disabledAt === null && tenant.disabledAt === null;
}
