import { Injectable } from '@nestjs/common';
import { clientAddressKey } from '../../../platform/http/client-address.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { SignInThrottle } from './sign-in-throttle.js';

const SESSIONS_MAX = 200;

/** Remembers by the sessions of an account from which addresses its person comes, over restarts and on every instance. */
@Injectable()
export class KnownAddressesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly throttle: SignInThrottle,
  ) {}

  /**
   * Lets a person in from an address of theirs while strangers try their account. It asks the database only then, and the same for an
   * account that does not exist.
   * @param account e-mail address or user name, lower-cased
   */
  async admit(account: string, address: string, nowMs: number): Promise<void> {
    if (!this.throttle.isHeldUpByOthers(account, address, nowMs)) return;
    const sessions = await this.prisma.session.findMany({
      where: { user: { OR: [{ email: account }, { username: account }] } },
      orderBy: { createdAt: 'desc' },
      take: SESSIONS_MAX,
      select: { address: true },
    });
    const known = clientAddressKey(address);
    if (sessions.some((session) => clientAddressKey(session.address) === known)) this.throttle.trust(account, address);
  }
}
