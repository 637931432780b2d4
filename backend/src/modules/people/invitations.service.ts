import { Inject, Injectable } from '@nestjs/common';
import type { Invitation, Prisma, Tenant } from '../../generated/prisma/client.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import { readTimeCursor, writeTimeCursor } from '../../platform/http/time-cursor.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { mintTenantId, type TenantId } from '../../platform/tenancy/tenant.js';
import { AuditLog, type AuditActor, type AuditOrigin } from '../audit/audit-log.service.js';
import { Outbox } from '../mail/outbox.service.js';
import { InvitationDto, type InvitationListDto, type NewInvitationDto } from './dto/invitations.dto.js';
import type { RoleName } from './dto/people.dto.js';
import { hashInvitationToken, invitationLink, newInvitationToken } from './invitations/invitation-token.js';

const INVITATION_MS = 7 * 24 * 3_600_000;
const PAGE = 50;

export type OpenInvitation = Invitation & { tenant: Tenant };

export interface Invite {
  email: string;
  role: RoleName;
  limitQuery: string;
}

/** Who invites, from where, and where the link leads. */
export interface InviteContext {
  actor: AuditActor;
  origin: AuditOrigin;
  baseUrl: string;
}

/** Seats in a tenant for whoever has the link. Only the hash of its token is kept. */
@Injectable()
export class InvitationsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly prisma: PrismaService,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
  ) {}

  /** Invites somebody, by mail too. An invitation of the same address from before ends. @throws AppError forbidden, conflict */
  async invite(tenant: TenantId, invite: Invite, context: InviteContext): Promise<NewInvitationDto> {
    const made = await this.prisma.$transaction((tx) => this.inviteWithin(tx, tenant, invite, context));
    this.outbox.send();
    return made;
  }

  /** The same in a transaction of the caller, who then calls `Outbox.send`. */
  async inviteWithin(tx: Prisma.TransactionClient, tenant: TenantId, invite: Invite, { actor, origin, baseUrl }: InviteContext): Promise<NewInvitationDto> {
    if (this.settings.registration === 'off') throw new AppError('forbidden', 'Invitations are turned off: the setting REGISTRATION is "off".');
    const known = await tx.user.findFirst({ where: { email: invite.email, tenantId: tenant, emailVerifiedAt: { not: null } } });
    if (known) throw new AppError('conflict', 'This person has an account here already.');
    await tx.invitation.updateMany({ where: { tenantId: tenant, email: invite.email, acceptedAt: null, revokedAt: null }, data: { revokedAt: new Date() } });
    const token = newInvitationToken();
    const expiresAt = new Date(Date.now() + INVITATION_MS);
    const data = { ...invite, tenantId: tenant, tokenHash: hashInvitationToken(token) ?? '', invitedBy: actor.id, expiresAt };
    const row = await tx.invitation.create({ data, include: { tenant: true } });
    const link = invitationLink(baseUrl, token);
    const paragraphs = [
      `${actor.name} invites you to look at the logs of ${row.tenant.name}. Follow this link to make your account:`,
      'The link works once, for 7 days. Keep it to yourself: whoever has it can take your seat.',
    ];
    const letter = { subject: `Invitation to ${row.tenant.name} on LogStream`, paragraphs, link: { url: link, label: 'Make my account' } };
    await this.outbox.put(tx, { tenant, kind: 'invitation', recipient: invite.email, letter, expiresAt });
    const target = { kind: 'invitation', id: row.id };
    await this.audit.record({ tenant, actor, action: 'invitation.create', outcome: 'ok', target, after: { ...invite }, origin }, tx);
    return { ...InvitationDto.of(row), link };
  }

  /** Those that nobody has taken, the newest first. */
  async list(tenant: TenantId, cursor?: string): Promise<InvitationListDto> {
    const from = cursor === undefined ? undefined : readTimeCursor(cursor);
    const after = from && { OR: [{ createdAt: { lt: from.at } }, { createdAt: from.at, id: { lt: from.id } }] };
    const where = { tenantId: tenant, acceptedAt: null, revokedAt: null, ...after };
    const rows = await this.prisma.invitation.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: PAGE + 1 });
    const items = rows.slice(0, PAGE);
    const last = items.at(-1);
    return {
      items: items.map((row) => InvitationDto.of(row)),
      nextCursor: rows.length > PAGE && last ? writeTimeCursor({ at: last.createdAt, id: last.id }) : null,
    };
  }

  /** Takes an invitation back. @throws AppError not_found */
  async revoke(tenant: TenantId, id: string, actor: AuditActor, origin: AuditOrigin): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      const where = { id, tenantId: tenant, acceptedAt: null, revokedAt: null };
      const { count } = await tx.invitation.updateMany({ where, data: { revokedAt: new Date() } });
      if (count === 0) throw new AppError('not_found', 'There is no such invitation any more.');
      await this.audit.record({ tenant, actor, action: 'invitation.revoke', outcome: 'ok', target: { kind: 'invitation', id }, origin }, tx);
    });
  }

  /** The invitation of a token that can still be taken. @throws AppError not_found for every other text */
  async open(token: string): Promise<OpenInvitation> {
    const tokenHash = hashInvitationToken(token);
    const row = tokenHash === undefined ? null : await this.prisma.invitation.findUnique({ where: { tokenHash }, include: { tenant: true } });
    if (!row || !isOpen(row) || this.settings.registration === 'off') {
      throw new AppError('not_found', 'This invitation is not good any more. Ask for a new one.');
    }
    return row;
  }

  /** The newest open invitation of an address, for people who come by single sign-on. */
  async openFor(email: string): Promise<OpenInvitation | undefined> {
    if (this.settings.registration === 'off') return undefined;
    const where = { email, acceptedAt: null, revokedAt: null };
    const rows = await this.prisma.invitation.findMany({ where, include: { tenant: true }, orderBy: { createdAt: 'desc' }, take: 20 });
    return rows.find(isOpen);
  }

  /** Uses an invitation up. @returns the seat, or undefined when somebody was quicker or it was taken back */
  async accept(tx: Prisma.TransactionClient, id: string): Promise<{ tenant: TenantId; role: RoleName; limitQuery: string } | undefined> {
    const where = { id, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() }, tenant: { disabledAt: null } };
    const [taken] = await tx.invitation.updateManyAndReturn({ where, data: { acceptedAt: new Date() } });
    return taken && { tenant: mintTenantId(taken.tenantId), role: taken.role, limitQuery: taken.limitQuery };
  }
}

function isOpen({ acceptedAt, revokedAt, expiresAt, tenant }: OpenInvitation): boolean {
  return acceptedAt === null && revokedAt === null && expiresAt > new Date() && tenant.disabledAt === null;
}
