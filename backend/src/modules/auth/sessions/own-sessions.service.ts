import { Injectable } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import type { UserPrincipal } from '../../../platform/http/principal.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { actorOf, AuditLog, type AuditOrigin } from '../../audit/audit-log.service.js';
import { AccessChanges } from '../access-changes.service.js';
import type { SessionDto } from '../dto/session-list.dto.js';

const LIST_MAX = 200;

/** What a person sees and ends of their own sessions. */
@Injectable()
export class OwnSessionsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly changes: AccessChanges,
    private readonly audit: AuditLog,
  ) {}

  /** The sessions that are open, the one used last first. */
  async list(caller: UserPrincipal, nowMs: number): Promise<SessionDto[]> {
    const where = { userId: caller.userId, revokedAt: null, expiresAt: { gt: new Date(nowMs) } };
    const sessions = await this.prisma.session.findMany({ where, orderBy: [{ rotatedAt: 'desc' }, { id: 'asc' }], take: LIST_MAX });
    return sessions.map(({ id, createdAt, rotatedAt, expiresAt, address, userAgent }) => ({
      id,
      isCurrent: id === caller.sessionId,
      createdAt: createdAt.toISOString(),
      lastUsedAt: rotatedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      address,
      userAgent,
    }));
  }

  /** Ends one session of the caller. @throws AppError not_found when it is none, or has ended */
  async end(caller: UserPrincipal, sessionId: string, origin: AuditOrigin): Promise<void> {
    await this.changes.apply(async (change) => {
      if ((await change.endSessions({ id: sessionId, userId: caller.userId })) === 0) throw new AppError('not_found', 'This session has ended already.');
      const target = { kind: 'session', id: sessionId };
      await this.audit.record({ tenant: caller.tenant, actor: actorOf(caller), action: 'auth.sign-out', outcome: 'ok', target, origin }, change.tx);
    });
  }

  /** Signs the caller out everywhere, here too. */
  async endAll(caller: UserPrincipal, origin: AuditOrigin): Promise<void> {
    await this.changes.apply(async (change) => {
      const sessions = await change.endSessions({ userId: caller.userId });
      const target = { kind: 'user', id: caller.userId };
      const entry = {
        tenant: caller.tenant,
        actor: actorOf(caller),
        action: 'auth.sign-out-everywhere',
        outcome: 'ok',
        target,
        after: { sessions },
        origin,
      } as const;
      await this.audit.record(entry, change.tx);
    });
  }
}
