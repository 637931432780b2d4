import { Injectable } from '@nestjs/common';
import type { AuditEvent } from '../../generated/prisma/client.js';
import type { Principal } from '../../platform/http/principal.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { AuditFilterDto, ListAuditDto } from './dto/audit-query.dto.js';
import { AUDIT_ORDER, formatAuditCursor, olderThan, parseAuditCursor, type AuditPosition } from './query/audit-cursor.js';
import { auditWhere } from './query/audit-where.js';

const PAGE = 50;
const EXPORT_PAGE = 500;

export interface AuditPage {
  events: AuditEvent[];
  nextCursor: string | null;
}

/** Finds what was written down. */
@Injectable()
export class ReadAuditService {
  constructor(private readonly prisma: PrismaService) {}

  /** A page of events, newest first. @throws AppError invalid_query */
  async list(caller: Principal, { limit = PAGE, cursor, ...filter }: ListAuditDto): Promise<AuditPage> {
    const where = auditWhere(caller, filter, Date.now());
    const found = await this.page(where, cursor === undefined ? undefined : parseAuditCursor(cursor), limit + 1);
    const events = found.slice(0, limit);
    const last = events.at(-1);
    return { events, nextCursor: last && found.length > limit ? formatAuditCursor(last) : null };
  }

  /** Every event that matches, newest first, a page at a time: needs the same memory for ten events and for ten million. @throws AppError invalid_query */
  all(caller: Principal, filter: AuditFilterDto): AsyncGenerator<AuditEvent[], void, undefined> {
    // Not inside of the generator: what is wrong with the filter must be said before the answer begins.
    return this.pages(auditWhere(caller, filter, Date.now()));
  }

  private async *pages(where: ReturnType<typeof auditWhere>): AsyncGenerator<AuditEvent[], void, undefined> {
    for (let position: AuditPosition | undefined; ;) {
      const events = await this.page(where, position, EXPORT_PAGE);
      if (events.length > 0) yield events;
      if (events.length < EXPORT_PAGE) return;
      position = events.at(-1);
    }
  }

  private page(where: ReturnType<typeof auditWhere>, after: AuditPosition | undefined, take: number): Promise<AuditEvent[]> {
    return this.prisma.auditEvent.findMany({ where: after ? { AND: [where, olderThan(after)] } : where, orderBy: AUDIT_ORDER, take });
  }
}
