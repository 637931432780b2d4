import { Injectable } from '@nestjs/common';
import type { ApiKey, Prisma } from '../../../generated/prisma/client.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Principal, Scope } from '../../../platform/http/principal.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import type { TenantId } from '../../../platform/tenancy/tenant.js';
import { actorOf, AuditLog, type AuditOrigin } from '../../audit/audit-log.service.js';
import type { ApiKeyDto, ApiKeysDto, ChangeApiKeyDto, CreateApiKeyDto, ListApiKeysDto, NewApiKeyDto } from '../dto/api-key.dto.js';
import { SessionRevocations } from '../sessions/session-revocations.js';
import { ApiKeyLookup } from './api-key-lookup.js';
import { hashApiKey, newApiKey } from './api-key-text.js';
import { printCursor, readCursor } from './list-cursor.js';

const PAGE = 50;
/** Most keys of a tenant that are not revoked: each one in use is kept in the memory of every instance. */
export const KEYS_PER_TENANT_MAX = 1000;

type Transaction = Prisma.TransactionClient;

/** The API keys of a tenant, as its admins manage them. Each change is written down with it, or does not happen. */
@Injectable()
export class ManageApiKeysService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditLog,
    private readonly lookup: ApiKeyLookup,
    private readonly revocations: SessionRevocations,
  ) {}

  /** A page of keys, newest first, revoked ones too. @throws AppError bad_request */
  async list(tenant: TenantId, { query = '', cursor, limit = PAGE }: ListApiKeysDto): Promise<ApiKeysDto> {
    const search: Prisma.ApiKeyWhereInput[] =
      query === ''
        ? []
        : [{ OR: [{ name: { contains: escapeLike(query), mode: 'insensitive' } }, { prefix: { startsWith: escapeLike(query.slice(0, 12)) } }] }];
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const page: Prisma.ApiKeyWhereInput[] = after
      ? [{ OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }]
      : [];
    const rows = await this.prisma.apiKey.findMany({
      where: { tenantId: tenant, AND: [...search, ...page] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { items: await this.view(tenant, shown), nextCursor: rows.length > limit && last ? printCursor(last) : null };
  }

  /** Makes a key. Its text is in the answer and nowhere else. @throws AppError bad_request, conflict */
  async create(caller: Principal, wanted: CreateApiKeyDto, origin: AuditOrigin): Promise<NewApiKeyDto> {
    const sends = wanted.scopes.includes('ingest');
    const onlyForSending = [wanted.source, wanted.environment, wanted.bytesPerSecond, wanted.recordsPerSecond];
    if (!sends && onlyForSending.some((value) => value != null)) {
      throw new AppError('bad_request', 'A source, an environment and limits are for keys that send logs: add the scope "ingest", or leave them out.');
    }
    const { text, prefix } = newApiKey();
    const row = await this.prisma.$transaction(async (tx) => {
      if ((await tx.apiKey.count({ where: { tenantId: caller.tenant, revokedAt: null } })) >= KEYS_PER_TENANT_MAX) {
        throw new AppError('conflict', `A tenant can have ${KEYS_PER_TENANT_MAX} API keys. Revoke some that nobody uses.`, {
          details: { limit: KEYS_PER_TENANT_MAX },
        });
      }
      const createdBy = caller.kind === 'user' ? caller.userId : null;
      const created = await tx.apiKey.create({ data: { ...wanted, tenantId: caller.tenant, prefix, keyHash: hashApiKey(text), createdBy } });
      await this.record(tx, caller, origin, { action: 'api-key.create', after: created });
      return created;
    });
    this.lookup.forgetText(text);
    const [view] = await this.view(caller.tenant, [row]);
    if (!view) throw new AppError('internal', 'The key was made but cannot be shown.');
    return { ...view, key: text };
  }

  /** Changes what is given: here at once, on other instances within 2 s. @throws AppError not_found, conflict */
  async change(caller: Principal, id: string, wanted: ChangeApiKeyDto, origin: AuditOrigin): Promise<ApiKeyDto> {
    const row = await this.prisma.$transaction(async (tx) => {
      const before = await find(tx, caller.tenant, id);
      if (before.revokedAt) throw new AppError('conflict', 'This API key was revoked. Make a new one.');
      const limits = wanted.bytesPerSecond != null || wanted.recordsPerSecond != null;
      if (limits && !before.scopes.includes('ingest')) throw new AppError('bad_request', 'Limits are for keys that send logs; this one does not.');
      const after = await tx.apiKey.update({ where: { id: before.id }, data: { ...wanted, changedAt: new Date() } });
      await this.record(tx, caller, origin, { action: 'api-key.change', before, after });
      return after;
    });
    this.lookup.changed(row.id, row.changedAt);
    const [view] = await this.view(caller.tenant, [row]);
    if (!view) throw new AppError('internal', 'The key was changed but cannot be shown.');
    return view;
  }

  /** Ends a key: here at once, on other instances within 2 s. Ending one again is no error. @throws AppError not_found */
  async revoke(caller: Principal, id: string, origin: AuditOrigin): Promise<void> {
    const now = new Date();
    await this.prisma.$transaction(async (tx) => {
      const before = await find(tx, caller.tenant, id);
      if (before.revokedAt) return;
      await tx.apiKey.update({ where: { id: before.id }, data: { revokedAt: now, changedAt: now } });
      await this.record(tx, caller, origin, { action: 'api-key.revoke', before });
    });
    this.revocations.announce({ kind: 'key', keyId: id }, now.getTime());
  }

  private async record(
    tx: Transaction,
    caller: Principal,
    origin: AuditOrigin,
    { action, before, after }: { action: string; before?: ApiKey; after?: ApiKey },
  ): Promise<void> {
    const target = { kind: 'api-key', id: (after ?? before)?.id ?? '' };
    const facts = { ...(before && { before: auditFacts(before) }), ...(after && { after: auditFacts(after) }) };
    await this.audit.record({ tenant: caller.tenant, actor: actorOf(caller), action, outcome: 'ok', target, ...facts, origin }, tx);
  }

  private async view(tenant: TenantId, rows: readonly ApiKey[]): Promise<ApiKeyDto[]> {
    const ids = [...new Set(rows.flatMap(({ createdBy }) => createdBy ?? []))];
    const makers = ids.length === 0 ? [] : await this.prisma.user.findMany({ where: { id: { in: ids }, tenantId: tenant }, select: { id: true, email: true } });
    const emails = new Map(makers.map(({ id, email }) => [id, email]));
    return rows.map((row) => ({
      id: row.id,
      ...facts(row),
      createdAt: row.createdAt.toISOString(),
      createdBy: emails.get(row.createdBy ?? '') ?? null,
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
    }));
  }
}

async function find(tx: Transaction, tenant: TenantId, id: string): Promise<ApiKey> {
  const row = await tx.apiKey.findFirst({ where: { id, tenantId: tenant } });
  if (!row) throw new AppError('not_found', 'There is no such API key.');
  return row;
}

const isScope = (text: string): text is Scope => text === 'ingest' || text === 'read' || text === 'admin';

function facts({ name, prefix, scopes, source, environment, bytesPerSecond, recordsPerSecond, expiresAt }: ApiKey) {
  const end = expiresAt?.toISOString() ?? null;
  return { name, prefix, scopes: scopes.filter(isScope), source, environment, bytesPerSecond, recordsPerSecond, expiresAt: end };
}

/** What an auditor wants to see of a key. */
const auditFacts = (row: ApiKey): Prisma.InputJsonObject => facts(row);

/** Makes what people type plain text for LIKE, whose wildcards Prisma passes on. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
