import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { againIfTaken } from '../../platform/prisma/unique-violation.js';
import { AuditLog, type AuditOrigin } from '../audit/audit-log.service.js';
import { SessionsService, type OpenSession } from '../auth/sessions/sessions.service.js';
import { SignInThrottle } from '../auth/throttle/sign-in-throttle.js';
import { freeUsername } from '../people/create-person.service.js';
import { InvitationsService } from '../people/invitations.service.js';
import { OneTimeCodes } from './codes/one-time-codes.service.js';
import { readPending, type PendingRegistration } from './pending-registration.js';

export const wrongCode = () => new AppError('unauthenticated', 'The code is wrong or has ended. Ask for a new one.');

/** Finishes registrations. */
@Injectable()
export class VerifyEmailService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly codes: OneTimeCodes,
    private readonly sessions: SessionsService,
    private readonly invitations: InvitationsService,
    private readonly throttle: SignInThrottle,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Makes the account that the code stands for, and signs in.
   * @throws AppError unauthenticated for a wrong code and an unknown address alike, conflict, rate_limited
   */
  async verify(email: string, code: string, origin: AuditOrigin): Promise<OpenSession> {
    this.throttle.take(email, origin.address, Date.now());
    const user = await this.prisma.user.findUnique({ where: { email } });
    const taken = user && !user.emailVerifiedAt ? await this.codes.take(user.id, 'verify_email', code, Date.now()) : undefined;
    const pending = readPending(taken?.pending);
    if (!user || !pending) throw wrongCode();
    this.throttle.succeeded(email, origin.address, Date.now());
    await againIfTaken(() => this.prisma.$transaction((tx) => this.activate(tx, { id: user.id, email }, pending, origin)));
    return this.sessions.open(user.id, origin, Date.now(), { method: 'code' });
  }

  private async activate(
    tx: Prisma.TransactionClient,
    { id, email }: { id: string; email: string },
    { username: wanted, name, passwordHash, tenant, invitationId }: PendingRegistration,
    origin: AuditOrigin,
  ): Promise<void> {
    const seat = invitationId === undefined ? { tenant, role: 'user' as const, limitQuery: '' } : await this.invitations.accept(tx, invitationId);
    if (!seat) throw new AppError('conflict', 'The invitation was taken back or used meanwhile. Ask for a new one.');
    const username = await freeUsername(tx, wanted, id);
    const data = { username, name, passwordHash, tenantId: seat.tenant, role: seat.role, limitQuery: seat.limitQuery, emailVerifiedAt: new Date() };
    await tx.user.update({ where: { id }, data });
    const entry = { tenant: seat.tenant, actor: { kind: 'user', id, name: email }, action: 'auth.register', outcome: 'ok' } as const;
    const after = { email, username, role: seat.role, byInvitation: invitationId !== undefined };
    await this.audit.record({ ...entry, target: { kind: 'user', id }, after, origin }, tx);
  }
}
