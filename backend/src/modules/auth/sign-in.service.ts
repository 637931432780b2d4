import { Injectable } from '@nestjs/common';
import type { User } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { DenialLog } from '../audit/denial-log.service.js';
import { PASSWORD_BYTES_MAX, PasswordHasher } from './password-hasher.js';
import { SessionsService, type OpenSession, type SignInOrigin } from './sessions/sessions.service.js';
import { SignInThrottle } from './throttle/sign-in-throttle.js';

/** Signs people in by e-mail address and password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly throttle: SignInThrottle,
    private readonly denials: DenialLog,
  ) {}

  /**
   * Opens a session. The answer to a wrong password, an unknown address and a disabled account is the same, in the same time.
   * @throws AppError unauthenticated, rate_limited, overloaded
   */
  async signIn(email: string, password: string, origin: SignInOrigin): Promise<OpenSession> {
    const account = email.trim().toLowerCase();
    this.takeTry(account, origin.address);
    const fits = Buffer.byteLength(password) <= PASSWORD_BYTES_MAX;
    const user = await this.prisma.user.findUnique({ where: { email: account } });
    const matches = await this.passwords.verify(user?.passwordHash, fits ? password : '');
    if (!user || !matches || user.disabledAt) {
      this.recordFailure(account, user, user?.disabledAt && matches ? 'account disabled' : 'wrong');
      throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.');
    }
    this.throttle.succeeded(account, origin.address, Date.now());
    return this.sessions.open(user, origin, Date.now());
  }

  private takeTry(account: string, address: string): void {
    try {
      this.throttle.take(account, address, Date.now());
    } catch (thrown) {
      this.recordFailure(account, null, 'too many tries');
      throw thrown;
    }
  }

  /** Known accounts are named to the admins of their tenant. Of others only an address is kept: people type passwords there too. */
  private recordFailure(account: string, user: User | null, reason: string): void {
    const name = user?.email ?? (/^[^\s@]+@[^\s@]+$/.test(account) ? account.slice(0, 320) : '');
    this.denials.record({
      tenant: user?.tenantId ?? null,
      actor: { kind: 'stranger', id: '', name },
      action: 'auth.sign-in',
      outcome: 'failed',
      ...(user && { target: { kind: 'user', id: user.id } }),
      after: { reason },
    });
  }
}
