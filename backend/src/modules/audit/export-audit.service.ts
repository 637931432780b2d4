import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { AuditEvent } from '../../generated/prisma/client.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, AuditLog } from './audit-log.service.js';
import { AuditEventDto } from './dto/audit-answers.dto.js';
import type { ExportAuditDto } from './dto/audit-query.dto.js';
import { CSV_HEAD, csvLine, ndjsonLine } from './export/audit-lines.js';
import { ReadAuditService } from './read-audit.service.js';

export interface AuditExport {
  stream: Readable;
  type: string;
  fileName: string;
}

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson; charset=utf-8' } as const;

async function* textOf(pages: AsyncIterable<AuditEvent[]>, format: ExportAuditDto['format']): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield CSV_HEAD;
  const line = format === 'csv' ? csvLine : ndjsonLine;
  for await (const events of pages) yield events.map((event) => line(AuditEventDto.of(event))).join('');
}

/** Gives the audit events away as a file; that is written down first. */
@Injectable()
export class ExportAuditService {
  constructor(
    private readonly events: ReadAuditService,
    private readonly audit: AuditLog,
  ) {}

  /** Begins an export; its lines are read from the store as the client takes them. @throws AppError invalid_query */
  async begin(caller: Principal, { format, ...filter }: ExportAuditDto): Promise<AuditExport> {
    const pages = this.events.all(caller, filter);
    await this.audit.record({ tenant: caller.tenant, actor: actorOf(caller), action: 'audit.export', outcome: 'ok', after: { format, ...filter } });
    const day = new Date().toISOString().slice(0, 10);
    return { stream: Readable.from(textOf(pages, format)), type: TYPES[format], fileName: `audit-${caller.tenant}-${day}.${format}` };
  }
}
