import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { DEFAULT_TENANT } from '../../platform/tenancy/tenant.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { assertGoodPassword } from '../auth/password-rules.js';
import { Outbox } from '../mail/outbox.service.js';
import { InvitationsService } from '../people/invitations.service.js';
import { OneTimeCodes } from './codes/one-time-codes.service.js';
import type { RegisterDto } from './dto/accounts.dto.js';
import { alreadyRegisteredLetter, verifyEmailLetter } from './letters.js';
import { readPending, type PendingRegistration } from './pending-registration.js';

/** The owner of an address is told that somebody registers with it at most this often. */
const TOLD_EVERY_MS = 3_600_000;
const MAIL_MS = 3_600_000;

/** A registration that nobody has finished is forgotten. */
const UNFINISHED_MS = 24 * 3_600_000;

/**
 * Registers people: nothing is theirs until they enter the code of the mail. Until then there is only a row that holds the address;
 * name, password and seat stay with the code, so that a registration is finished only with the code of its own mail, and no name
 * is taken by somebody who never finishes.
 */
@Injectable()
export class RegistrationService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordHasher,
    private readonly codes: OneTimeCodes,
    private readonly outbox: Outbox,
    private readonly invitations: InvitationsService,
  ) {}

  /**
   * Begins a registration and mails a code. Says the same for an address that is known.
   * @throws AppError forbidden when registration is closed, not_found for an invitation, conflict for a user name, bad_request
   */
  async register({ email, username, password, name = '', invitation: token }: RegisterDto): Promise<void> {
    const seat = await this.seatFor(email, token);
    await assertGoodPassword(password, [email, username, name]);
    if (await this.prisma.user.findUnique({ where: { username } })) throw new AppError('conflict', 'This user name is taken. Choose another.');
    const passwordHash = await this.passwords.hash(password);
    await this.prisma.user.deleteMany({ where: { emailVerifiedAt: null, createdAt: { lt: new Date(Date.now() - UNFINISHED_MS) } } });
    await this.prisma.$transaction((tx) => this.begin(tx, email, { username, name, passwordHash, ...seat }));
    this.outbox.send();
  }

  /** Mails one more code for a registration that was begun; nothing happens for any other address. */
  async resend(email: string): Promise<void> {
    const user = await this.prisma.user.findUnique({ where: { email } });
    if (!user || user.emailVerifiedAt) return;
    await this.prisma.$transaction(async (tx) => {
      const pending = readPending(await this.codes.latestPending(tx, user.id));
      if (pending) await this.mailCode(tx, user.id, email, pending);
    });
    this.outbox.send();
  }

  private async seatFor(email: string, token: string | undefined): Promise<{ tenant: string; invitationId?: string }> {
    if (token === undefined) {
      if (this.settings.registration === 'open') return { tenant: DEFAULT_TENANT };
      throw new AppError('forbidden', 'Accounts are made by invitation here. Ask an admin for one.');
    }
    const invitation = await this.invitations.open(token);
    if (invitation.email !== email) throw new AppError('bad_request', 'This invitation is for another address.');
    return { tenant: invitation.tenantId, invitationId: invitation.id };
  }

  private async begin(tx: Prisma.TransactionClient, email: string, pending: PendingRegistration): Promise<void> {
    const create = { email, username: `new-${randomUUID()}`, tenantId: pending.tenant };
    const user = await tx.user.upsert({ where: { email }, create, update: {} });
    if (!user.emailVerifiedAt) return this.mailCode(tx, user.id, email, pending);
    const kind = 'already-registered';
    const told = await tx.mail.findFirst({ where: { kind, recipient: email, createdAt: { gt: new Date(Date.now() - TOLD_EVERY_MS) } } });
    if (told || user.disabledAt) return;
    const letter = alreadyRegisteredLetter(user.username);
    await this.outbox.put(tx, { tenant: user.tenantId, kind, recipient: email, letter, expiresAt: new Date(Date.now() + MAIL_MS) });
  }

  private async mailCode(tx: Prisma.TransactionClient, userId: string, email: string, pending: PendingRegistration): Promise<void> {
    const made = await this.codes.make(tx, { userId, purpose: 'verify_email', pending: { ...pending } }, Date.now());
    if (!made) return;
    const { code, expiresAt } = made;
    const letter = verifyEmailLetter(code, pending.username);
    await this.outbox.put(tx, { tenant: pending.tenant, kind: 'verify-email', recipient: email, letter, expiresAt });
  }
}
