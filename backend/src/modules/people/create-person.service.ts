import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import { isUniqueViolation } from '../../platform/prisma/unique-violation.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { AuditLog } from '../audit/audit-log.service.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { assertGoodPassword } from '../auth/password-rules.js';
import { WITH_TENANT, type Person } from '../auth/person.js';
import { usernameBeside, usernameFromEmail } from '../auth/usernames.js';
import { checkLimitQuery } from '../logs/log-scope.js';
import { Outbox } from '../mail/outbox.service.js';
import type { CreatePersonDto } from './dto/people.dto.js';
import { factsOf, type ManagedBy } from './people.service.js';

const inUse = () => new AppError('conflict', 'This address or user name is in use.');

/** Two who take the same name at the same moment: the database lets one of them. */
async function orConflict<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw isUniqueViolation(error) ? inUse() : error;
  });
}

const MAIL_MS = 24 * 3_600_000;

/** Makes accounts for others. An admin vouches for the address, so it needs no code. */
@Injectable()
export class CreatePersonService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordHasher,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /** @throws AppError bad_request for a weak password, conflict when address or user name is in use, invalid_query */
  async create(tenant: TenantId, wanted: CreatePersonDto, by: ManagedBy): Promise<Person> {
    const { email, password } = wanted;
    const limitQuery = checkLimitQuery(wanted.limitQuery ?? '');
    if (password !== undefined) await assertGoodPassword(password, [email, wanted.username ?? '', wanted.name ?? '']);
    const passwordHash = password === undefined ? null : await this.passwords.hash(password);
    const person = await orConflict(this.prisma.$transaction((tx) => this.write(tx, tenant, { ...wanted, limitQuery }, passwordHash, by)));
    this.outbox.send();
    return person;
  }

  private async write(
    tx: Prisma.TransactionClient,
    tenant: TenantId,
    { email, username: given, name = '', role, limitQuery = '' }: CreatePersonDto,
    passwordHash: string | null,
    { actor, origin }: ManagedBy,
  ): Promise<Person> {
    // A registration that was begun with this address and not finished gives way.
    await tx.user.deleteMany({ where: { email, emailVerifiedAt: null } });
    const id = randomUUID();
    const username = given ?? (await freeUsername(tx, usernameFromEmail(email), id));
    if (await tx.user.findFirst({ where: { OR: [{ email }, { username }] } })) throw inUse();
    const data = { id, tenantId: tenant, email, username, name, role, limitQuery, passwordHash, emailVerifiedAt: new Date() };
    const person = await tx.user.create({ data, include: WITH_TENANT });
    if (passwordHash === null) await this.tell(tx, person, actor.name);
    const target = { kind: 'user', id };
    await this.audit.record({ tenant, actor, action: 'user.create', outcome: 'ok', target, after: factsOf(person), origin }, tx);
    return person;
  }

  private async tell(tx: Prisma.TransactionClient, { email, username, tenantId, tenant }: Person, by: string): Promise<void> {
    const paragraphs = [
      `${by} has made an account for you, to look at the logs of ${tenant.name}. Your user name is ${username}.`,
      'To choose a password, open the sign-in page, follow "Forgot password", and enter the code that you get then.',
    ];
    const letter = { subject: `Your account for ${tenant.name} on LogStream`, paragraphs };
    await this.outbox.put(tx, { tenant: tenantId, kind: 'account-made', recipient: email, letter, expiresAt: new Date(Date.now() + MAIL_MS) });
  }
}

/** A user name that is free: the wanted one, or one beside it. @param id of the account that gets it */
export async function freeUsername(tx: Prisma.TransactionClient, wanted: string, id: string): Promise<string> {
  const taken = await tx.user.findFirst({ where: { username: wanted, id: { not: id } }, select: { id: true } });
  return taken ? usernameBeside(wanted, id) : wanted;
}
