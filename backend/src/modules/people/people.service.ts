import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { AuditLog, type AuditActor, type AuditOrigin } from '../audit/audit-log.service.js';
import { AccessChanges } from '../auth/access-changes.service.js';
import { WITH_TENANT, type Person } from '../auth/person.js';
import { checkLimitQuery } from '../logs/log-scope.js';
import { assertMayChange, type PersonChange } from './decide-person-change.js';
import type { ChangePersonDto } from './dto/people.dto.js';

/** Who manages, and from where. */
export interface ManagedBy {
  actor: AuditActor;
  origin: AuditOrigin;
}

const notFound = () => new AppError('not_found', 'There is no such person.');

/** Changes the people of a tenant. What is taken away stops at once here, and within 2 s on every instance. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly changes: AccessChanges,
    private readonly audit: AuditLog,
  ) {}

  /** Changes a person. @throws AppError not_found, conflict for the last admin and the owner, invalid_query */
  async change(tenant: TenantId, id: string, wanted: ChangePersonDto, { actor, origin }: ManagedBy): Promise<Person> {
    const { name, role, disabled } = wanted;
    const limitQuery = wanted.limitQuery === undefined ? undefined : checkLimitQuery(wanted.limitQuery);
    return this.changes.apply(async (access) => {
      const before = await this.find(access.tx, tenant, id, {
        ...(role !== undefined && { role }),
        ...(limitQuery !== undefined && { limitQuery }),
        ...(disabled !== undefined && { disabled }),
      });
      const disabledAt = disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? new Date()) : null;
      const data = { ...(name !== undefined && { name }), ...(role !== undefined && { role }), ...(limitQuery !== undefined && { limitQuery }), disabledAt };
      const after = await access.tx.user.update({ where: { id }, data, include: WITH_TENANT });
      const rightsChanged =
        after.role !== before.role || after.limitQuery !== before.limitQuery || after.disabledAt?.getTime() !== before.disabledAt?.getTime();
      if (rightsChanged) await access.renew(id);
      if (after.disabledAt) await access.endSessions({ userId: id });
      const facts = { before: factsOf(before), after: factsOf(after) };
      await this.audit.record({ tenant, actor, action: 'user.change', outcome: 'ok', target: { kind: 'user', id }, ...facts, origin }, access.tx);
      return after;
    });
  }

  /** Deletes a person with everything that is theirs alone. @throws AppError not_found, conflict for the last admin and the owner */
  async remove(tenant: TenantId, id: string, { actor, origin }: ManagedBy): Promise<void> {
    await this.changes.apply(async (access) => {
      const before = await this.find(access.tx, tenant, id, { removed: true });
      await access.remove([id]);
      await access.tx.user.delete({ where: { id } });
      const entry = { tenant, actor, action: 'user.delete', outcome: 'ok', target: { kind: 'user', id }, before: factsOf(before), origin } as const;
      await this.audit.record(entry, access.tx);
    });
  }

  /** Ends all sessions of a person. @throws AppError not_found */
  async signOut(tenant: TenantId, id: string, { actor, origin }: ManagedBy): Promise<void> {
    await this.changes.apply(async (access) => {
      await this.find(access.tx, tenant, id, {});
      const sessions = await access.endSessions({ userId: id });
      await this.audit.record({ tenant, actor, action: 'user.sign-out', outcome: 'ok', target: { kind: 'user', id }, after: { sessions }, origin }, access.tx);
    });
  }

  /** Finds the person and checks the change. The tenant is locked: two admins cannot remove each other at the same moment. */
  private async find(tx: Prisma.TransactionClient, tenant: TenantId, id: string, change: PersonChange): Promise<Person> {
    await tx.$queryRaw`SELECT 1 FROM "tenants" WHERE "id" = ${tenant} FOR UPDATE`;
    const person = await tx.user.findFirst({ where: { id, tenantId: tenant, emailVerifiedAt: { not: null } }, include: WITH_TENANT });
    if (!person) throw notFound();
    const others = { tenantId: tenant, role: 'admin', disabledAt: null, emailVerifiedAt: { not: null }, id: { not: id } } as const;
    assertMayChange(person, change, await tx.user.count({ where: others }));
    return person;
  }
}

/** What the audit keeps of a person. */
export function factsOf({ email, username, name, role, limitQuery, disabledAt }: Person): Prisma.InputJsonObject {
  return { email, username, name, role, limitQuery, disabled: disabledAt !== null };
}
