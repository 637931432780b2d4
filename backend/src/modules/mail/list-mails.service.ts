import { Injectable } from '@nestjs/common';
import type { Mail } from '../../generated/prisma/client.js';
import { readTimeCursor, writeTimeCursor } from '../../platform/http/time-cursor.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { MAIL_STATES, type MailDto, type MailListDto } from './mail-list.dto.js';

const PAGE = 50;

/** Lists the mails of a tenant, the newest first, never what they say. */
@Injectable()
export class ListMailsService {
  constructor(private readonly prisma: PrismaService) {}

  /** @throws AppError bad_request for a cursor that no list gave */
  async list(tenant: TenantId, cursor?: string): Promise<MailListDto> {
    const from = cursor === undefined ? undefined : readTimeCursor(cursor);
    const after = from && { OR: [{ createdAt: { lt: from.at } }, { createdAt: from.at, id: { lt: from.id } }] };
    const mails = await this.prisma.mail.findMany({
      where: { tenantId: tenant, ...after },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: PAGE + 1,
      omit: { sealed: true },
    });
    const items = mails.slice(0, PAGE);
    const last = items.at(-1);
    return { items: items.map(describe), nextCursor: mails.length > PAGE && last ? writeTimeCursor({ at: last.createdAt, id: last.id }) : null };
  }
}

function describe({ id, kind, recipient, subject, outcome, createdAt, sentAt, attempts, lastError }: Omit<Mail, 'sealed'>): MailDto {
  const state = MAIL_STATES.find((known) => known === outcome) ?? 'waiting';
  return { id, kind, recipient, subject, state, createdAt: createdAt.toISOString(), sentAt: sentAt?.toISOString() ?? null, attempts, lastError };
}
