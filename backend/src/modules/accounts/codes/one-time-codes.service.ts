import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CodePurpose, OneTimeCode, Prisma } from '../../../generated/prisma/client.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { SigningKeys } from '../../../platform/secrets/signing-keys.js';
import { DenialLog } from '../../audit/denial-log.service.js';
import { CODE_MS, CODE_TRIES, findCode, hashCode, mayMakeCode, newCode } from './decide-code.js';

const KEEP_MS = 24 * 3_600_000;

export interface MadeCode {
  code: string;
  expiresAt: Date;
}

/** Codes of six digits that prove an address. Only a keyed hash of each is kept. */
@Injectable()
export class OneTimeCodes {
  constructor(
    private readonly prisma: PrismaService,
    private readonly keys: SigningKeys,
    private readonly denials: DenialLog,
  ) {}

  /**
   * Makes a code, in the transaction that mails it.
   * @param pending what the code stands for when it is entered
   * @returns undefined when this person was sent too many lately
   */
  async make(
    tx: Prisma.TransactionClient,
    of: { userId: string; purpose: CodePurpose; pending?: Prisma.InputJsonValue },
    nowMs: number,
  ): Promise<MadeCode | undefined> {
    const { userId, purpose, pending } = of;
    await tx.oneTimeCode.deleteMany({ where: { userId, createdAt: { lt: new Date(nowMs - KEEP_MS) } } });
    if (!mayMakeCode(await tx.oneTimeCode.findMany({ where: { userId, purpose } }), nowMs)) return undefined;
    const [id, code, expiresAt] = [randomUUID(), newCode(), new Date(nowMs + CODE_MS)];
    const codeHash = hashCode(this.keys.oneTimeCode, id, code);
    const data = { id, userId, purpose, codeHash, triesLeft: CODE_TRIES, createdAt: new Date(nowMs), expiresAt };
    await tx.oneTimeCode.create({ data: { ...data, ...(pending !== undefined && { pending }) } });
    return { code, expiresAt };
  }

  /**
   * Takes a code that was entered. Every try counts against all codes of the person that live, before it is known whether it was
   * right: tries side by side get no further.
   * @returns the code, used up with its siblings; undefined when it was wrong or has ended
   */
  async take(userId: string, purpose: CodePurpose, entered: string, nowMs: number): Promise<OneTimeCode | undefined> {
    const taken = await this.prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "users" WHERE "id" = ${userId}::uuid FOR UPDATE`;
      const codes = await tx.oneTimeCode.findMany({ where: { userId, purpose, usedAt: null } });
      const found = findCode(codes, entered, this.keys.oneTimeCode, nowMs);
      const where = { id: { in: codes.map(({ id }) => id) } };
      if (found) await tx.oneTimeCode.updateMany({ where, data: { usedAt: new Date(nowMs) } });
      else await tx.oneTimeCode.updateMany({ where: { ...where, triesLeft: { gt: 0 } }, data: { triesLeft: { decrement: 1 } } });
      return found;
    });
    if (!taken) this.recordWrong(userId, purpose);
    return taken;
  }

  /** For the admins of the tenant. */
  private recordWrong(userId: string, purpose: CodePurpose): void {
    const read = this.prisma.user.findUnique({ where: { id: userId }, select: { tenantId: true, email: true } });
    void read.then(
      (user) =>
        this.denials.record({
          tenant: user?.tenantId ?? null,
          actor: { kind: 'stranger', id: '', name: user?.email ?? '' },
          action: 'auth.code',
          outcome: 'failed',
          target: { kind: 'user', id: userId },
          after: { purpose },
        }),
      () => undefined, // the database is away, and with it the audit
    );
  }

  /** What the newest code of a person stands for, to send it again. */
  async latestPending(tx: Prisma.TransactionClient, userId: string): Promise<Prisma.JsonValue | undefined> {
    const latest = await tx.oneTimeCode.findFirst({ where: { userId, purpose: 'verify_email' }, orderBy: { createdAt: 'desc' } });
    return latest?.pending ?? undefined;
  }
}
