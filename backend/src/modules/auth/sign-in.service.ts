import { Injectable } from '@nestjs/common';
import type { User } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { AuditOrigin } from '../audit/audit-log.service.js';
import { DenialLog } from '../audit/denial-log.service.js';
import { PASSWORD_BYTES_MAX, PasswordHasher } from './password-hasher.js';
import { mayComeIn, WITH_TENANT } from './person.js';
import { SessionsService, type OpenSession } from './sessions/sessions.service.js';
import { KnownAddressesService } from './throttle/known-addresses.service.js';
import { SignInThrottle } from './throttle/sign-in-throttle.js';

/** What a person types to sign in. */
export interface PasswordProof {
  /** E-mail address or user name, in any case. */
  account: string;
  password: string;
  /** For clients that keep no cookie. */
  withoutRefresh?: boolean;
}

/** Signs people in by e-mail address or user name, and password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly throttle: SignInThrottle,
    private readonly denials: DenialLog,
    private readonly knownAddresses: KnownAddressesService,
  ) {}

  /**
   * Opens a session. The answer to a wrong password, an unknown address and a disabled account is the same, in the same time:
   * each of them costs the same queries and the same hashing.
   * @throws AppError unauthenticated, rate_limited, overloaded
   */
  async signIn(proof: PasswordProof, origin: AuditOrigin): Promise<OpenSession> {
    const account = proof.account.trim().toLowerCase();
    await this.knownAddresses.admit(account, origin.address, Date.now());
    this.takeTry(account, origin);
    try {
      return await this.check(account, proof, origin);
    } catch (error) {
      if (!(error instanceof AppError)) this.throttle.undo(account, origin.address, Date.now());
      throw error;
    }
  }

  private async check(account: string, proof: PasswordProof, origin: AuditOrigin): Promise<OpenSession> {
    const fits = Buffer.byteLength(proof.password) <= PASSWORD_BYTES_MAX;
    const user = await this.prisma.user.findUnique({ where: account.includes('@') ? { email: account } : { username: account } });
    const matches = await this.passwords.verify(user?.passwordHash, fits ? proof.password : '');
    if (!user || !matches || !(await this.mayComeIn(user.id))) {
      this.recordFailure(account, user, 'wrong, or not to be used', origin);
      throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.');
    }
    this.throttle.succeeded(account, origin.address, Date.now());
    return this.sessions.open(user.id, origin, Date.now(), { method: 'password', ...(proof.withoutRefresh === true && { withoutRefresh: true }) });
  }

  /** Asked only after the password was right: a stranger cannot measure it. */
  private async mayComeIn(userId: string): Promise<boolean> {
    const person = await this.prisma.user.findUnique({ where: { id: userId }, include: WITH_TENANT });
    return person !== null && mayComeIn(person);
  }

  private takeTry(account: string, origin: AuditOrigin): void {
    try {
      this.throttle.take(account, origin.address, Date.now());
    } catch (thrown) {
      this.recordFailure(account, null, 'too many tries', origin);
      throw thrown;
    }
  }

  /** Known accounts are named to the admins of their tenant. Of others only an address is kept: people type passwords there too. */
  private recordFailure(account: string, user: User | null, reason: string, origin: AuditOrigin): void {
    const name = user?.email ?? (/^[^\s@]+@[^\s@]+$/.test(account) ? account.slice(0, 320) : '');
    this.denials.record({
      tenant: user?.tenantId ?? null,
      actor: { kind: 'stranger', id: '', name },
      action: 'auth.sign-in',
      outcome: 'failed',
      ...(user && { target: { kind: 'user', id: user.id } }),
      after: { reason },
      origin,
    });
  }
}
