import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { SETTINGS, SettingsError, type Settings } from '../../platform/config/settings.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { DEFAULT_TENANT } from '../../platform/tenancy/tenant.js';
import { ApiKeyLookup } from './keys/api-key-lookup.js';
import { hashApiKey, newIngestToken } from './keys/api-key-text.js';
import { PasswordHasher } from './password-hasher.js';
import { looksLikeAccessToken } from './tokens/access-token-verifier.js';
import { ingestTokenFile, readIngestToken, writeIngestToken } from './bootstrap/ingest-token-file.js';
import { readablePassword } from './bootstrap/readable-password.js';

export const FIRST_KEY_NAME = 'Ingest token (from the first start)';

/** What the start-up message tells the person at the terminal. It must not reach the logger. */
export interface BootstrapAccess {
  /** Only when the first admin was made by this call. */
  admin?: { email: string; password: string };
  ingestToken: string;
  /** Absolute. */
  ingestTokenFile: string;
}

/** Held while access is set up, so that instances that start together do it one after the other. */
const ADVISORY_LOCK = 7_270_801;

type Transaction = Prisma.TransactionClient;

/**
 * Makes a fresh installation usable: the first tenant, the first admin, the ingest token. It can run at every start and on
 * several instances at once.
 *
 * The ingest token is INGEST_TOKEN, else what the file holds, else a new one; the file always holds the one in use. When
 * INGEST_TOKEN replaces the token of the file, the replaced one is revoked: that is how an operator changes a token that has
 * leaked. When the file is gone, the old token stays good, because another instance with a folder of its own may use it.
 */
@Injectable()
export class BootstrapAccessService {
  private readonly log = new Logger(BootstrapAccessService.name);

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordHasher,
    private readonly keys: ApiKeyLookup,
  ) {}

  /** Creates what is missing. @throws SettingsError when INGEST_TOKEN cannot be used */
  async ensure(): Promise<BootstrapAccess> {
    const file = ingestTokenFile(this.settings.dataDir);
    const { admin, ingestToken } = await this.prisma.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`;
        await tx.tenant.upsert({ where: { id: DEFAULT_TENANT }, create: { id: DEFAULT_TENANT, name: 'Default' }, update: {} });
        return { admin: await this.ensureAdmin(tx), ingestToken: await this.ensureIngestToken(tx, file) };
      },
      { maxWait: 30_000, timeout: 30_000 },
    );
    this.keys.forgetText(ingestToken);
    return { ...(admin && { admin }), ingestToken, ingestTokenFile: file };
  }

  private async ensureAdmin(tx: Transaction): Promise<BootstrapAccess['admin']> {
    if ((await tx.user.count()) > 0) return undefined;
    const email = this.settings.adminEmail;
    const password = this.settings.adminPassword ?? readablePassword();
    const passwordHash = await this.passwords.hash(password);
    const username = email.split('@')[0] ?? email;
    await tx.user.create({
      data: { tenantId: DEFAULT_TENANT, email, username, name: 'Admin', passwordHash, role: 'admin', isOwner: true, emailVerifiedAt: new Date() },
    });
    return { email, password };
  }

  private async ensureIngestToken(tx: Transaction, file: string): Promise<string> {
    const kept = readIngestToken(file);
    const given = this.settings.ingestToken;
    const token = given === undefined ? await this.usableToken(tx, kept) : await this.givenToken(tx, given);
    await tx.apiKey.upsert({
      where: { keyHash: hashApiKey(token) },
      create: { tenantId: DEFAULT_TENANT, name: FIRST_KEY_NAME, keyHash: hashApiKey(token), scopes: ['ingest'] },
      update: {},
    });
    if (kept === token) return token;
    writeIngestToken(file, token);
    if (given !== undefined && kept !== undefined) await this.revokeReplaced(tx, kept);
    return token;
  }

  /** A key that somebody has revoked never comes back by itself. */
  private async usableToken(tx: Transaction, kept: string | undefined): Promise<string> {
    return kept === undefined || (await this.isRevoked(tx, kept)) ? newIngestToken() : kept;
  }

  private async givenToken(tx: Transaction, given: string): Promise<string> {
    if (looksLikeAccessToken(given)) throw new SettingsError(['INGEST_TOKEN: looks like a signed access token (JWT); choose a random text']);
    if (await this.isRevoked(tx, given)) throw new SettingsError(['INGEST_TOKEN: was revoked or replaced earlier; choose another']);
    return given;
  }

  private async isRevoked(tx: Transaction, token: string): Promise<boolean> {
    const key = await tx.apiKey.findUnique({ where: { keyHash: hashApiKey(token) }, select: { revokedAt: true } });
    return key?.revokedAt != null;
  }

  private async revokeReplaced(tx: Transaction, token: string): Promise<void> {
    const replaced = { keyHash: hashApiKey(token), name: FIRST_KEY_NAME, revokedAt: null };
    const { count } = await tx.apiKey.updateMany({ where: replaced, data: { revokedAt: new Date() } });
    if (count > 0) this.log.warn('INGEST_TOKEN replaced the ingest token; senders that still use the one before get 401.');
  }
}
