import { Body, Controller, Get, Headers, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import { ClientGone } from '../../platform/http/client-gone.decorator.js';
import type { Principal } from '../../platform/http/principal.js';
import { RAW_BODY } from '../../platform/http/raw-body.js';
import { AcceptIngestCallService } from '../ingest/accept-ingest-call.service.js';
import { IngestAnswerDto } from '../ingest/ingest-answer.dto.js';
import { LogStatisticsService } from '../logs/log-statistics.service.js';
import { SEVERITIES } from '../logs/log-record.js';
import { LogScope } from '../logs/log-scope.js';
import { SearchLogsService } from '../logs/search-logs.service.js';
import { CompatLogDto, CompatSeverityCountDto } from './compat-answers.dto.js';

const RECENT_LIMIT = 50;

/** Addresses and shapes that were published before `/api/v1`; the work is in the same services. */
@ApiTags('compat')
@ApiBearerAuth()
@Controller('logs')
export class CompatLogsController {
  constructor(
    private readonly calls: AcceptIngestCallService,
    private readonly logs: SearchLogsService,
    private readonly statistics: LogStatisticsService,
  ) {}

  @Post(['', 'ingest'])
  @RequireScope('ingest')
  @RouteConfig(RAW_BODY)
  @ApiOperation({ summary: 'Send logs: as POST /api/v1/logs/ingest' })
  @ApiBody({ schema: { type: 'object', example: { source: 'shop', message: 'order placed', severity: 'info' } } })
  @ApiCreatedResponse({ type: IngestAnswerDto })
  ingest(@Caller() caller: Principal, @Body() body: Buffer, @Headers() headers: Record<string, string | undefined>): Promise<IngestAnswerDto> {
    return this.calls.accept(caller, body, headers);
  }

  @Get('recent')
  @ApiOperation({ summary: 'The 50 logs that arrived last, as a plain array' })
  @ApiOkResponse({ type: CompatLogDto, isArray: true })
  async recent(@Caller() caller: Principal, @ClientGone() gone: AbortSignal): Promise<CompatLogDto[]> {
    const logs = await this.logs.recent(LogScope.of(caller), { limit: RECENT_LIMIT }, gone);
    return logs.map((log) => ({ ...log, createdAt: log.timestamp }));
  }

  @Get('severity-breakdown')
  @ApiOperation({ summary: 'Counts by severity, as a list' })
  @ApiOkResponse({ type: CompatSeverityCountDto, isArray: true })
  async severityBreakdown(@Caller() caller: Principal, @ClientGone() gone: AbortSignal): Promise<CompatSeverityCountDto[]> {
    const counts = await this.statistics.severityBreakdown(LogScope.of(caller), {}, gone);
    return SEVERITIES.map((severity) => ({ severity, count: counts[severity] }));
  }
}
