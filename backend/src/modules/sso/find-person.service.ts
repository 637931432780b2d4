import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { againIfTaken } from '../../platform/prisma/unique-violation.js';
import { AuditLog, type AuditOrigin } from '../audit/audit-log.service.js';
import { USERNAME, usernameFromEmail } from '../auth/usernames.js';
import { freeUsername } from '../people/create-person.service.js';
import { InvitationsService } from '../people/invitations.service.js';
import type { RoleName } from '../people/dto/people.dto.js';
import type { ProviderPerson } from './oidc-client.js';

/** Why somebody whom the provider vouches for does not come in. */
export type NoPerson = 'sso_no_account' | 'sso_email_not_verified';

interface Seat {
  tenant: string;
  role: RoleName;
  limitQuery: string;
}

type Transaction = Prisma.TransactionClient;

/**
 * Finds the account of somebody who comes by single sign-on: by issuer and subject, else by an address that the provider has
 * verified. An account is made only where one may be: for an invitation, or when registration is open.
 */
@Injectable()
export class FindPersonService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'registration' | 'oidc'>,
    private readonly prisma: PrismaService,
    private readonly invitations: InvitationsService,
    private readonly audit: AuditLog,
  ) {}

  /** @returns the id of the account, or why there is none */
  find(known: ProviderPerson, origin: AuditOrigin): Promise<{ userId: string } | { reason: NoPerson }> {
    return againIfTaken(() => this.findOrMake(known, origin));
  }

  private async findOrMake(known: ProviderPerson, origin: AuditOrigin): Promise<{ userId: string } | { reason: NoPerson }> {
    const { issuer, subject, verifiedEmail: email } = known;
    const identity = await this.prisma.externalIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } });
    if (identity) return { userId: identity.userId };
    if (email === undefined) return { reason: 'sso_email_not_verified' };
    const userId = await this.prisma.$transaction((tx) => this.link(tx, email, known, origin));
    return userId === undefined ? { reason: 'sso_no_account' } : { userId };
  }

  private async link(tx: Transaction, email: string, known: ProviderPerson, origin: AuditOrigin): Promise<string | undefined> {
    const existing = await tx.user.findFirst({ where: { email, emailVerifiedAt: { not: null } } });
    const person = existing ? { id: existing.id, tenant: existing.tenantId } : await this.make(tx, email, known, origin);
    if (!person) return undefined;
    const { issuer, subject } = known;
    await tx.externalIdentity.create({ data: { issuer, subject, userId: person.id } });
    const actor = { kind: 'user', id: person.id, name: email } as const;
    const target = { kind: 'user', id: person.id };
    await this.audit.record({ tenant: person.tenant, actor, action: 'auth.identity-link', outcome: 'ok', target, after: { issuer, subject }, origin }, tx);
    return person.id;
  }

  private async make(
    tx: Transaction,
    email: string,
    { name, username }: ProviderPerson,
    origin: AuditOrigin,
  ): Promise<{ id: string; tenant: string } | undefined> {
    const seat = await this.seatFor(tx, email);
    if (!seat) return undefined;
    const { tenant, role, limitQuery } = seat;
    // A registration that was begun with this address and not finished gives way.
    await tx.user.deleteMany({ where: { email, emailVerifiedAt: null } });
    const id = randomUUID();
    const wanted = USERNAME.test(username.toLowerCase()) ? username.toLowerCase() : usernameFromEmail(email);
    const data = { id, tenantId: tenant, email, username: await freeUsername(tx, wanted, id), name, role, limitQuery, emailVerifiedAt: new Date() };
    await tx.user.create({ data });
    const actor = { kind: 'user', id, name: email } as const;
    const after = { email, username: data.username, role, bySingleSignOn: true };
    await this.audit.record({ tenant, actor, action: 'auth.register', outcome: 'ok', target: { kind: 'user', id }, after, origin }, tx);
    return { id, tenant };
  }

  private async seatFor(tx: Transaction, email: string): Promise<Seat | undefined> {
    const invitation = await this.invitations.openFor(email);
    const seat = invitation && (await this.invitations.accept(tx, invitation.id));
    if (seat) return seat;
    const tenant = this.settings.oidc?.tenant ?? '';
    if (this.settings.registration !== 'open' || !(await tx.tenant.findFirst({ where: { id: tenant, disabledAt: null } }))) return undefined;
    return { tenant, role: 'user', limitQuery: '' };
  }
}
