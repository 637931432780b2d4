import { Injectable } from '@nestjs/common';
import type { User } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
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
  ) {}

  /**
   * Opens a session. The answer to a wrong password, an unknown address and a disabled account is the same, in the same time.
   * @throws AppError unauthenticated, rate_limited, overloaded, store_unavailable
   */
  async signIn(email: string, password: string, origin: SignInOrigin): Promise<OpenSession> {
    const account = email.trim().toLowerCase();
    this.throttle.take(account, origin.address, Date.now());
    const user = await this.check(account, password).catch((thrown: unknown) => {
      this.throttle.undecided(account, origin.address, Date.now());
      throw thrown;
    });
    if (!user) throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.');
    this.throttle.succeeded(account, origin.address, Date.now());
    return this.sessions.open(user, origin, Date.now());
  }
  /** The person whose password this is; undefined when it is not, or the account is disabled. */
  private async check(account: string, password: string): Promise<User | undefined> {
    const fits = Buffer.byteLength(password) <= PASSWORD_BYTES_MAX;
    const user = await this.prisma.user.findUnique({ where: { email: account } });
    const matches = await this.passwords.verify(user?.passwordHash, fits ? password : '');
    return user && matches && !user.disabledAt ? user : undefined;
  }
}
