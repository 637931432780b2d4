import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { ApiKey, Tenant } from '../../../generated/prisma/client.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { KeyPrincipal, Scope } from '../../../platform/http/principal.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { BoundedMap } from '../bounded-map.js';
import { SessionRevocations } from '../sessions/session-revocations.js';
import { ApiKeyUsage } from './api-key-usage.js';
import { hashApiKey, isApiKeyText } from './api-key-text.js';

interface CachedKey {
  /** Undefined: there is no such key, or it was revoked. */
  principal: KeyPrincipal | undefined;
  loadedAtMs: number;
  /** When it ends by itself, and the change of the row that this is made of; both in ms since 1970. */
  expiresAtMs: number;
  changedAtMs: number;
  /** The last look at the store failed. */
  failed?: true;
}

/** After the first a key in use is looked up again while it is still served; after the second the call waits for the answer. */
const REFRESH_AFTER_MS = 15_000;
const GOOD_FOR_MS = 30_000;

/** What is no key is asked for again after this. */
const UNKNOWN_GOOD_FOR_MS = 5_000;

/** While PostgreSQL is away, logs are still taken from known keys for this long. Nobody can revoke a key then either. */
const GOOD_WITHOUT_STORE_MS = 5 * 60_000;

const KEYS_MAX = 10_000;
const UNKNOWN_MAX = 10_000;
const LOOKUPS_MAX = 100;

const SCOPES: readonly Scope[] = ['ingest', 'read', 'admin'];

const NEVER_MS = Number.POSITIVE_INFINITY;

const expiredKey = () => new AppError('unauthenticated', 'This API key has expired. Make a new one.', { details: { reason: 'key_expired' } });
const unknownKey = () => new AppError('unauthenticated', 'The token or API key is not known. Check it, or make a new one.');

/** Finds who an API key belongs to. A known key costs one SHA-256 and one look into a map. */
@Injectable()
export class ApiKeyLookup implements OnModuleDestroy {
  private readonly log = new Logger(ApiKeyLookup.name);
  private readonly known = new BoundedMap<string, CachedKey>(KEYS_MAX);
  private readonly unknown = new BoundedMap<string, CachedKey>(UNKNOWN_MAX);
  private readonly lookups = new Map<string, Promise<CachedKey>>();
  private readonly unsubscribe: () => void;
  private tenantChanges = 0;

  constructor(
    private readonly prisma: PrismaService,
    private readonly usage: ApiKeyUsage,
    private readonly revocations: SessionRevocations,
  ) {
    this.unsubscribe = revocations.subscribe((revocation) => {
      if (revocation.kind === 'key') this.forgetWhere((principal) => principal.keyId === revocation.keyId);
      if (revocation.kind === 'tenant') this.forgetTenant(revocation.tenant);
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  /** @throws AppError unauthenticated, store_unavailable, overloaded */
  resolve(key: string): KeyPrincipal | Promise<KeyPrincipal> {
    if (!isApiKeyText(key)) throw unknownKey();
    const keyHash = hashApiKey(key);
    const nowMs = Date.now();
    const cached = this.known.get(keyHash) ?? this.unknown.get(keyHash);
    if (!cached) return this.loadNew(keyHash, nowMs);
    if (cached.expiresAtMs <= nowMs) throw expiredKey();
    const ageMs = nowMs - cached.loadedAtMs;
    if (!cached.principal) {
      if (ageMs < UNKNOWN_GOOD_FOR_MS) throw unknownKey();
      return this.loadNew(keyHash, nowMs);
    }
    if (ageMs >= (cached.failed ? GOOD_WITHOUT_STORE_MS : GOOD_FOR_MS)) return this.reload(keyHash, nowMs, cached);
    if (ageMs >= REFRESH_AFTER_MS) void this.reload(keyHash, nowMs, cached).catch(() => undefined);
    this.usage.used(cached.principal.keyId, nowMs);
    return cached.principal;
  }

  /** Lets go of what was known of a key text that has just been stored. */
  forgetText(key: string): void {
    this.unknown.delete(hashApiKey(key));
  }

  /** Lets go of a key whose row was changed, unless what is cached is as new. */
  changed(keyId: string, changedAt: Date): void {
    this.forgetWhere((principal, cached) => principal.keyId === keyId && cached.changedAtMs < changedAt.getTime());
  }

  /** A tenant was disabled or enabled: look-ups under way may have read the row from before. */
  private forgetTenant(tenant: string): void {
    this.tenantChanges += 1;
    this.forgetWhere((principal) => principal.tenant === tenant);
    for (const [keyHash] of this.unknown) this.unknown.delete(keyHash);
  }

  private forgetWhere(isMeant: (principal: KeyPrincipal, cached: CachedKey) => boolean): void {
    for (const [keyHash, cached] of this.known) if (cached.principal && isMeant(cached.principal, cached)) this.known.delete(keyHash);
  }

  /** A bounded number at a time, so that made-up keys cannot take all connections. */
  private async loadNew(keyHash: string, nowMs: number): Promise<KeyPrincipal> {
    if (this.lookups.size >= LOOKUPS_MAX && !this.lookups.has(keyHash)) {
      throw new AppError('overloaded', 'Too many unknown API keys are tried at once. Try again in a moment.', { retryAfterSeconds: 1 });
    }
    return this.use(await this.lookUp(keyHash, nowMs), nowMs);
  }

  private async reload(keyHash: string, nowMs: number, stale: CachedKey): Promise<KeyPrincipal> {
    try {
      return this.use(await this.lookUp(keyHash, nowMs), nowMs);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'store_unavailable') throw error;
      stale.failed = true;
      const usable = nowMs - stale.loadedAtMs < GOOD_WITHOUT_STORE_MS && this.known.get(keyHash) === stale;
      if (!usable) throw error;
      return this.use(stale, nowMs);
    }
  }

  private use({ principal, expiresAtMs }: CachedKey, nowMs: number): KeyPrincipal {
    if (!principal) throw unknownKey();
    if (expiresAtMs <= nowMs) throw expiredKey();
    this.usage.used(principal.keyId, nowMs);
    return principal;
  }

  /** One query a key at a time. */
  private lookUp(keyHash: string, nowMs: number): Promise<CachedKey> {
    const running = this.lookups.get(keyHash);
    if (running) return running;
    const lookup = this.query(keyHash, nowMs).finally(() => this.lookups.delete(keyHash));
    this.lookups.set(keyHash, lookup);
    return lookup;
  }

  private async query(keyHash: string, nowMs: number): Promise<CachedKey> {
    const changes = this.tenantChanges;
    const row = await this.findRow(keyHash);
    if (changes !== this.tenantChanges) return this.query(keyHash, nowMs);
    this.known.delete(keyHash);
    // A revocation may have been announced while the row was on its way.
    if (!row || row.revokedAt || row.tenant.disabledAt || this.revocations.isRevoked({ kind: 'key', keyId: row.id })) {
      const none = { principal: undefined, loadedAtMs: nowMs, expiresAtMs: NEVER_MS, changedAtMs: 0 };
      this.unknown.set(keyHash, none);
      return none;
    }
    const expiresAtMs = row.expiresAt?.getTime() ?? NEVER_MS;
    const cached: CachedKey = { principal: principalOf(row), loadedAtMs: nowMs, expiresAtMs, changedAtMs: row.changedAt.getTime() };
    this.unknown.delete(keyHash);
    this.known.set(keyHash, cached);
    return cached;
  }

  private async findRow(keyHash: string): Promise<(ApiKey & { tenant: Pick<Tenant, 'disabledAt'> }) | null> {
    try {
      return await this.prisma.apiKey.findUnique({ where: { keyHash }, include: { tenant: { select: { disabledAt: true } } } });
    } catch (error) {
      this.log.warn('An API key could not be checked: PostgreSQL does not answer.');
      throw new AppError('store_unavailable', 'API keys cannot be checked right now. Try again in a moment.', { retryAfterSeconds: 2, cause: error });
    }
  }
}

function principalOf(row: ApiKey): KeyPrincipal {
  const { source, environment, bytesPerSecond, recordsPerSecond } = row;
  return {
    kind: 'key',
    tenant: mintTenantId(row.tenantId),
    keyId: row.id,
    name: row.name,
    scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
    fixed: { ...(source !== null && { source }), ...(environment !== null && { environment }) },
    ingestLimits: { ...(bytesPerSecond !== null && { bytesPerSecond }), ...(recordsPerSecond !== null && { recordsPerSecond }) },
  };
}
