import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { AuditLog, type AuditOrigin } from '../audit/audit-log.service.js';
import { AccessChanges } from '../auth/access-changes.service.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { assertGoodPassword } from '../auth/password-rules.js';
import { SignInThrottle } from '../auth/throttle/sign-in-throttle.js';

interface NewPassword {
  userId: string;
  tenant: string;
  email: string;
  passwordHash: string;
  /** A session that goes on. */
  keep?: string;
  action: 'auth.password-change' | 'auth.password-reset';
  origin: AuditOrigin;
}

/** Gives people new passwords; sessions that were opened with the old one end. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordHasher,
    private readonly changes: AccessChanges,
    private readonly throttle: SignInThrottle,
    private readonly audit: AuditLog,
  ) {}

  /** For somebody who is signed in and knows the current one. @throws AppError bad_request, rate_limited, unauthenticated */
  async change(caller: UserPrincipal, current: string, wanted: string, origin: AuditOrigin): Promise<void> {
    const { userId, email, tenant, sessionId } = caller;
    this.throttle.take(email, origin.address, Date.now());
    const user = await this.prisma.user.findFirst({ where: { id: userId, tenantId: tenant } });
    if (!user) throw new AppError('unauthenticated', 'This account does not exist any more.');
    if (!(await this.passwords.verify(user.passwordHash, current))) {
      const message = 'The current password is wrong.';
      throw new AppError('bad_request', message, { details: { problems: [{ field: 'currentPassword', message }] } });
    }
    this.throttle.succeeded(email, origin.address, Date.now());
    await assertGoodPassword(wanted, [email, user.username, user.name], 'newPassword');
    const passwordHash = await this.passwords.hash(wanted);
    await this.write({ userId, tenant, email, passwordHash, keep: sessionId, action: 'auth.password-change', origin });
  }

  /** Writes a password down and ends the sessions of the person. */
  async write({ userId, tenant, email, passwordHash, keep, action, origin }: NewPassword): Promise<void> {
    await this.changes.apply(async (access) => {
      await access.tx.user.update({ where: { id: userId }, data: { passwordHash } });
      await access.endSessions({ userId, ...(keep !== undefined && { id: { not: keep } }) });
      const actor = { kind: 'user', id: userId, name: email } as const;
      await this.audit.record({ tenant, actor, action, outcome: 'ok', target: { kind: 'user', id: userId }, origin }, access.tx);
    });
  }
}
