import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { AuditEventDto, AuditPageDto } from './dto/audit-answers.dto.js';
import { ExportAuditDto, ListAuditDto } from './dto/audit-query.dto.js';
import { ExportAuditService } from './export-audit.service.js';
import { ReadAuditService } from './read-audit.service.js';

/** Who did what in a tenant, for its admins. */
@ApiTags('audit')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly events: ReadAuditService,
    private readonly exports: ExportAuditService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who did what, newest first, page by page', description: 'Events of the own tenant; the owner also sees those of no tenant.' })
  @ApiOkResponse({ type: AuditPageDto })
  async list(@Caller() caller: Principal, @Query() query: ListAuditDto): Promise<AuditPageDto> {
    const { events, nextCursor } = await this.events.list(caller, query);
    return { items: events.map((event) => AuditEventDto.of(event)), nextCursor };
  }

  @Get('export')
  @ApiOperation({ summary: 'The same as a file', description: 'Every event that matches; the export is written down as an event too.' })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(@Caller() caller: Principal, @Query() query: ExportAuditDto): Promise<StreamableFile> {
    const { stream, type, fileName } = await this.exports.begin(caller, query);
    return new StreamableFile(stream, { type, disposition: `attachment; filename="${fileName}"` });
  }
}
