import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { AuditOrigin } from '../audit/audit-log.service.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { assertGoodPassword } from '../auth/password-rules.js';
import { mayComeIn, WITH_TENANT, type Person } from '../auth/person.js';
import { SignInThrottle } from '../auth/throttle/sign-in-throttle.js';
import { Outbox } from '../mail/outbox.service.js';
import { OneTimeCodes } from './codes/one-time-codes.service.js';
import type { ResetPasswordDto } from './dto/accounts.dto.js';
import { resetPasswordLetter } from './letters.js';
import { PasswordsService } from './passwords.service.js';
import { wrongCode } from './verify-email.service.js';

/** New passwords by code, for people who have forgotten theirs. */
@Injectable()
export class ResetPasswordService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly codes: OneTimeCodes,
    private readonly outbox: Outbox,
    private readonly hasher: PasswordHasher,
    private readonly throttle: SignInThrottle,
    private readonly passwords: PasswordsService,
  ) {}

  /** Mails a code, when there is such an account and it may be used. Says nothing about it. */
  async forgot(email: string): Promise<void> {
    const person = await this.find(email);
    if (!person) return;
    await this.prisma.$transaction(async (tx) => {
      const made = await this.codes.make(tx, { userId: person.id, purpose: 'reset_password' }, Date.now());
      if (!made) return;
      const letter = resetPasswordLetter(made.code, person.username);
      await this.outbox.put(tx, { tenant: person.tenantId, kind: 'reset-password', recipient: email, letter, expiresAt: made.expiresAt });
    });
    this.outbox.send();
  }

  /**
   * Sets a new password with a code of the mail.
   * @throws AppError bad_request for a weak password (the code stays good), unauthenticated for a wrong code, rate_limited
   */
  async reset({ email, code, password }: ResetPasswordDto, origin: AuditOrigin): Promise<void> {
    await assertGoodPassword(password, [email]);
    this.throttle.take(email, origin.address, Date.now());
    const person = await this.find(email);
    const taken = person && (await this.codes.take(person.id, 'reset_password', code, Date.now()));
    if (!person || !taken) throw wrongCode();
    this.throttle.succeeded(email, origin.address, Date.now());
    const passwordHash = await this.hasher.hash(password);
    await this.passwords.write({ userId: person.id, tenant: person.tenantId, email, passwordHash, action: 'auth.password-reset', origin });
  }

  private async find(email: string): Promise<Person | undefined> {
    const person = await this.prisma.user.findUnique({ where: { email }, include: WITH_TENANT });
    return person && mayComeIn(person) ? person : undefined;
  }
}
