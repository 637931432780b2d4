import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { SessionRevocations, type Revocation } from './sessions/session-revocations.js';

type Transaction = Prisma.TransactionClient;

/** A transaction that may take away what people may do. */
export class AccessChange {
  readonly revocations: Revocation[] = [];

  constructor(readonly tx: Transaction) {}

  /** What this person may do has changed: access tokens from before are refused, and renewed ones say what holds now. */
  async renew(userId: string): Promise<void> {
    const { accessVersion } = await this.tx.user.update({ where: { id: userId }, data: { accessVersion: { increment: 1 } }, select: { accessVersion: true } });
    await this.tx.accessChange.create({ data: { kind: 'user', subject: userId, version: accessVersion } });
    this.revocations.push({ kind: 'user', userId, version: accessVersion });
  }

  /** These people are about to be deleted. */
  async remove(userIds: readonly string[]): Promise<void> {
    await this.tx.accessChange.createMany({ data: userIds.map((subject) => ({ kind: 'user', subject })) });
    for (const userId of userIds) this.revocations.push({ kind: 'user', userId, version: Number.POSITIVE_INFINITY });
  }

  /** Ends sessions. @param where which; those that have ended are left alone. @returns how many */
  async endSessions(where: Prisma.SessionWhereInput): Promise<number> {
    const sessions = await this.tx.session.updateManyAndReturn({
      where: { AND: [where, { revokedAt: null }] },
      data: { revokedAt: new Date() },
      select: { id: true },
    });
    for (const { id } of sessions) this.revocations.push({ kind: 'session', sessionId: id });
    return sessions.length;
  }

  /** A tenant was disabled, enabled or deleted: what is known of its API keys must be looked up again. */
  async tenantChanged(tenant: string): Promise<void> {
    const { id } = await this.tx.accessChange.create({ data: { kind: 'tenant', subject: tenant } });
    this.revocations.push({ kind: 'tenant', tenant, changeId: id });
  }
}

/**
 * Changes what people may do. What was taken away stops at once on this instance, when the transaction has been committed, and
 * on the others when they look into the same tables, within 2 s.
 */
@Injectable()
export class AccessChanges {
  constructor(
    private readonly prisma: PrismaService,
    private readonly revocations: SessionRevocations,
  ) {}

  /** Runs the work in a transaction. @throws what the work throws; nothing has changed then */
  async apply<T>(work: (change: AccessChange) => Promise<T>): Promise<T> {
    const { result, revocations } = await this.prisma.$transaction(async (tx) => {
      const change = new AccessChange(tx);
      return { result: await work(change), revocations: change.revocations };
    });
    for (const revocation of revocations) this.revocations.announce(revocation, Date.now());
    return result;
  }
}
