import { Injectable } from '@nestjs/common';
import type { Tenant } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { isUniqueViolation } from '../../platform/prisma/unique-violation.js';
import { DEFAULT_TENANT, mintTenantId, type TenantId } from '../../platform/tenancy/tenant.js';
import { AuditLog, type AuditEntry } from '../audit/audit-log.service.js';
import { AccessChanges, type AccessChange } from '../auth/access-changes.service.js';
import { Outbox } from '../mail/outbox.service.js';
import { InvitationsService, type InviteContext } from '../people/invitations.service.js';
import { TenantDto, type ChangeTenantDto, type CreateTenantDto, type NewTenantDto, type TenantListDto } from './dto/tenants.dto.js';

const PAGE = 100;

type By = Pick<InviteContext, 'actor' | 'origin'>;

/** All tenants of the instance, for its owner. */
@Injectable()
export class ManageTenantsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly changes: AccessChanges,
    private readonly invitations: InvitationsService,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  async list(cursor?: string): Promise<TenantListDto> {
    const people = { where: { emailVerifiedAt: { not: null } } };
    const rows = await this.prisma.tenant.findMany({
      where: cursor === undefined ? {} : { id: { gt: cursor } },
      orderBy: { id: 'asc' },
      take: PAGE + 1,
      include: { _count: { select: { users: people } } },
    });
    const items = rows.slice(0, PAGE).map((row) => ({ ...TenantDto.of(row), people: row._count.users }));
    return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null };
  }

  /** Makes a tenant, and invites its first admin. @throws AppError conflict for an id that is or was in use */
  async create({ id, name, adminEmail }: CreateTenantDto, context: InviteContext): Promise<NewTenantDto> {
    const tenant = mintTenantId(id);
    const made = await this.prisma
      .$transaction(async (tx) => {
        // Logs of a tenant that was deleted stay until their time is over: nobody else may get its id.
        const target = { targetKind: 'tenant', targetId: id };
        if (await tx.auditEvent.findFirst({ where: { action: 'tenant.delete', ...target }, select: { id: true } })) throw inUse();
        const row = await tx.tenant.create({ data: { id, name } });
        await this.audit.record({ ...entry(tenant, context), action: 'tenant.create', after: { name } }, tx);
        const invite = adminEmail === undefined ? undefined : { email: adminEmail, role: 'admin' as const, limitQuery: '' };
        const invitationLink = invite ? (await this.invitations.inviteWithin(tx, tenant, invite, context)).link : null;
        return { ...TenantDto.of(row), invitationLink };
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? inUse() : error;
      });
    this.outbox.send();
    return made;
  }

  /** Renames, disables or enables a tenant: within 2 s on every instance. @throws AppError not_found, conflict for the caller's own */
  async change(own: TenantId, id: string, { name, disabled }: ChangeTenantDto, by: By): Promise<Tenant> {
    if (disabled === true && id === own) throw new AppError('conflict', 'This is your own tenant: you would lock yourself out.');
    return this.changes.apply(async (access) => {
      const before = await this.lock(access, id);
      const disabledAt = disabled === undefined ? before.disabledAt : disabled ? (before.disabledAt ?? new Date()) : null;
      const after = await access.tx.tenant.update({ where: { id }, data: { ...(name !== undefined && { name }), disabledAt } });
      if (disabled !== undefined) await access.tenantChanged(id);
      if (disabledAt) await access.endSessions({ user: { tenantId: id } });
      const facts = { before: factsOf(before), after: factsOf(after) };
      await this.audit.record({ ...entry(mintTenantId(id), by), action: 'tenant.change', ...facts }, access.tx);
      return after;
    });
  }

  /**
   * Deletes a tenant with its people, keys and settings. Its logs are out of reach from then on, and go when their time is over.
   * @throws AppError not_found, conflict for the caller's own and the first tenant
   */
  async remove(own: TenantId, id: string, by: By): Promise<void> {
    if (id === own || id === DEFAULT_TENANT) throw new AppError('conflict', 'Your own tenant and the first one cannot be deleted.');
    await this.changes.apply(async (access) => {
      const before = await this.lock(access, id);
      const people = await access.tx.user.findMany({ where: { tenantId: id }, select: { id: true } });
      await access.remove(people.map((person) => person.id));
      await access.tenantChanged(id);
      await access.tx.mail.deleteMany({ where: { tenantId: id } });
      await access.tx.tenant.delete({ where: { id } });
      await this.audit.record({ ...entry(mintTenantId(id), by), action: 'tenant.delete', before: factsOf(before) }, access.tx);
    });
  }

  private async lock({ tx }: AccessChange, id: string): Promise<Tenant> {
    await tx.$queryRaw`SELECT 1 FROM "tenants" WHERE "id" = ${id} FOR UPDATE`;
    const tenant = await tx.tenant.findUnique({ where: { id } });
    if (!tenant) throw new AppError('not_found', 'There is no such tenant.');
    return tenant;
  }
}

const inUse = () => new AppError('conflict', 'This id is, or was, the id of a tenant. Choose another.');
const factsOf = ({ name, disabledAt }: Tenant) => ({ name, disabled: disabledAt !== null });

function entry(tenant: TenantId, { actor, origin }: By): Pick<AuditEntry, 'tenant' | 'actor' | 'origin' | 'outcome' | 'target'> {
  return { tenant, actor, origin, outcome: 'ok', target: { kind: 'tenant', id: tenant } };
}
