import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Principal, Scope } from '../../../platform/http/principal.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { BoundedMap } from '../bounded-map.js';
import { SessionRevocations } from '../sessions/session-revocations.js';
import { ApiKeyUsage } from './api-key-usage.js';
import { hashApiKey, isApiKeyText } from './api-key-text.js';

type KeyPrincipal = Extract<Principal, { kind: 'key' }>;

interface CachedKey {
  /** Undefined: there is no such key, or it was revoked. */
  principal: KeyPrincipal | undefined;
  loadedAtMs: number;
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

const unknownKey = () => new AppError('unauthenticated', 'The token or API key is not known. Check it, or make a new one.');

/** Finds who an API key belongs to. A known key costs one SHA-256 and one look into a map. */
@Injectable()
export class ApiKeyLookup implements OnModuleDestroy {
  private readonly log = new Logger(ApiKeyLookup.name);
  private readonly known = new BoundedMap<string, CachedKey>(KEYS_MAX);
  private readonly unknown = new BoundedMap<string, CachedKey>(UNKNOWN_MAX);
  private readonly lookups = new Map<string, Promise<CachedKey>>();
  private readonly unsubscribe: () => void;

  constructor(
    private readonly prisma: PrismaService,
    private readonly usage: ApiKeyUsage,
    private readonly revocations: SessionRevocations,
  ) {
    this.unsubscribe = revocations.subscribe((revocation) => {
      if (revocation.kind === 'key') this.forget(revocation.keyId);
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
    if (!cached) return this.load(keyHash, nowMs);
    const ageMs = nowMs - cached.loadedAtMs;
    if (!cached.principal) {
      if (ageMs < UNKNOWN_GOOD_FOR_MS) throw unknownKey();
      return this.load(keyHash, nowMs);
    }
    if (ageMs >= GOOD_FOR_MS) return this.load(keyHash, nowMs, cached);
    if (ageMs >= REFRESH_AFTER_MS && !this.lookups.has(keyHash)) void this.lookUp(keyHash, nowMs).catch(() => undefined);
    this.usage.used(cached.principal.keyId, nowMs);
    return cached.principal;
  }

  /** Lets go of what was known of a key text that has just been stored. */
  forgetText(key: string): void {
    this.unknown.delete(hashApiKey(key));
  }

  private forget(keyId: string): void {
    for (const [keyHash, { principal }] of this.known) if (principal?.keyId === keyId) this.known.delete(keyHash);
  }

  private async load(keyHash: string, nowMs: number, stale?: CachedKey): Promise<KeyPrincipal> {
    const found = await this.lookUp(keyHash, nowMs).catch((error: unknown) => {
      if (stale?.principal && nowMs - stale.loadedAtMs < GOOD_WITHOUT_STORE_MS && this.known.get(keyHash) === stale) return stale;
      throw error;
    });
    if (!found.principal) throw unknownKey();
    this.usage.used(found.principal.keyId, nowMs);
    return found.principal;
  }

  /** One query a key at a time, and a bounded number of keys: made-up ones cannot take all connections. */
  private lookUp(keyHash: string, nowMs: number): Promise<CachedKey> {
    const running = this.lookups.get(keyHash);
    if (running) return running;
    if (this.lookups.size >= LOOKUPS_MAX) throw new AppError('overloaded', 'Too many unknown API keys are tried at once. Try again in a moment.', { retryAfterSeconds: 1 });
    const lookup = this.query(keyHash, nowMs).finally(() => this.lookups.delete(keyHash));
    this.lookups.set(keyHash, lookup);
    return lookup;
  }

  private async query(keyHash: string, nowMs: number): Promise<CachedKey> {
    const row = await this.prisma.apiKey.findUnique({ where: { keyHash } }).catch((error: unknown) => {
      this.log.warn('An API key could not be checked: PostgreSQL does not answer.');
      throw new AppError('store_unavailable', 'API keys cannot be checked right now. Try again in a moment.', { retryAfterSeconds: 2, cause: error });
    });
    this.known.delete(keyHash);
    // A revocation may have been announced while the row was on its way.
    if (!row || row.revokedAt || this.revocations.isRevoked({ kind: 'key', keyId: row.id })) {
      const none = { principal: undefined, loadedAtMs: nowMs };
      this.unknown.set(keyHash, none);
      return none;
    }
    const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
    const cached: CachedKey = { principal: { kind: 'key', tenant: mintTenantId(row.tenantId), keyId: row.id, name: row.name, scopes }, loadedAtMs: nowMs };
    this.unknown.delete(keyHash);
    this.known.set(keyHash, cached);
    return cached;
  }
}
