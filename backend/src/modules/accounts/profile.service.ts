import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { isUniqueViolation } from '../../platform/prisma/unique-violation.js';
import { actorOf, AuditLog, type AuditOrigin } from '../audit/audit-log.service.js';
import { WITH_TENANT, type Person } from '../auth/person.js';
import type { ChangeProfileDto } from './dto/accounts.dto.js';

/** What people change of themselves. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly audit: AuditLog,
  ) {}

  /** @throws AppError conflict when the user name is taken, unauthenticated when the account is gone */
  async change(caller: UserPrincipal, { name, username }: ChangeProfileDto, origin: AuditOrigin): Promise<Person> {
    const wanted = { ...(name !== undefined && { name }), ...(username !== undefined && { username }) };
    const { userId: id, tenant } = caller;
    try {
      return await this.prisma.$transaction(async (tx) => {
        const before = await tx.user.findFirst({ where: { id, tenantId: tenant } });
        if (!before) throw new AppError('unauthenticated', 'This account does not exist any more.');
        const person = await tx.user.update({ where: { id }, data: wanted, include: WITH_TENANT });
        const facts = { before: { name: before.name, username: before.username }, after: { name: person.name, username: person.username } };
        const entry = { tenant, actor: actorOf(caller), action: 'auth.profile-change', outcome: 'ok', target: { kind: 'user', id } } as const;
        await this.audit.record({ ...entry, ...facts, origin }, tx);
        return person;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('conflict', 'This user name is taken. Choose another.');
      throw error;
    }
  }
}
