import { Injectable } from '@nestjs/common';
import type { Tenant } from '../../generated/prisma/client.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { AuditLog, type AuditActor, type AuditOrigin } from '../audit/audit-log.service.js';
import type { ChangeOwnTenantDto } from './dto/tenants.dto.js';
import { readTenantSettings, type TenantSettings } from './tenant-settings.js';

/** The caller's own tenant. */
@Injectable()
export class OwnTenantService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditLog,
  ) {}

  find(tenant: TenantId): Promise<Tenant> {
    return this.prisma.tenant.findUniqueOrThrow({ where: { id: tenant } });
  }

  /** What its admins have set, for other modules. */
  async settings(tenant: TenantId): Promise<TenantSettings> {
    return readTenantSettings((await this.find(tenant)).settings);
  }

  /** Changes name and settings; what is not given stays. */
  async change(tenant: TenantId, { name, settings }: ChangeOwnTenantDto, by: { actor: AuditActor; origin: AuditOrigin }): Promise<Tenant> {
    return this.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "tenants" WHERE "id" = ${tenant} FOR UPDATE`;
      const before = await tx.tenant.findUniqueOrThrow({ where: { id: tenant } });
      const { usersMayMakeRules } = { ...readTenantSettings(before.settings), ...definedOf(settings) };
      const after = await tx.tenant.update({ where: { id: tenant }, data: { ...(name !== undefined && { name }), settings: { usersMayMakeRules } } });
      const facts = { before: factsOf(before), after: factsOf(after) };
      await this.audit.record({ tenant, ...by, action: 'tenant.change', outcome: 'ok', target: { kind: 'tenant', id: tenant }, ...facts }, tx);
      return after;
    });
  }
}

function definedOf({ usersMayMakeRules }: ChangeOwnTenantDto['settings'] = {}): Partial<TenantSettings> {
  return usersMayMakeRules === undefined ? {} : { usersMayMakeRules };
}

const factsOf = ({ name, settings }: Tenant) => ({ name, settings: { ...readTenantSettings(settings) } });
