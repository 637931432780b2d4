import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../platform/http/access.decorators.js';
import { ClientGone } from '../../platform/http/client-gone.decorator.js';
import type { Principal } from '../../platform/http/principal.js';
import { FilterQueryDto } from './dto/filter-query.dto.js';
import { HistogramAnswerDto, LogDto, RecentAnswerDto, SearchAnswerDto, SeverityBreakdownDto, SourcesAnswerDto } from './dto/log-answers.dto.js';
import { HistogramDto, RecentLogsDto, SearchLogsDto, SourcesDto } from './dto/search-logs.dto.js';
import { LogScope } from './log-scope.js';
import { LogStatisticsService } from './log-statistics.service.js';
import { SearchLogsService } from './search-logs.service.js';

/** Logs of the past. A query ends when its client goes away. */
@ApiTags('logs')
@ApiBearerAuth()
@Controller('api/v1/logs')
export class LogsController {
  constructor(
    private readonly logs: SearchLogsService,
    private readonly statistics: LogStatisticsService,
  ) {}

  @Get('recent')
  @ApiOperation({ summary: 'The logs that arrived last, newest first' })
  @ApiOkResponse({ type: RecentAnswerDto })
  async recent(@Caller() caller: Principal, @Query() query: RecentLogsDto, @ClientGone() gone: AbortSignal): Promise<RecentAnswerDto> {
    return { items: await this.logs.recent(LogScope.of(caller), query, gone), nextCursor: null };
  }

  @Get('search')
  @ApiOperation({ summary: 'Logs by words, severity, source and time, newest first, page by page' })
  @ApiOkResponse({ type: SearchAnswerDto })
  search(@Caller() caller: Principal, @Query() query: SearchLogsDto, @ClientGone() gone: AbortSignal): Promise<SearchAnswerDto> {
    return this.logs.search(LogScope.of(caller), query, gone);
  }

  @Get('histogram')
  @ApiOperation({ summary: 'Counts by time and severity' })
  @ApiOkResponse({ type: HistogramAnswerDto })
  async histogram(@Caller() caller: Principal, @Query() query: HistogramDto, @ClientGone() gone: AbortSignal): Promise<HistogramAnswerDto> {
    const { intervalSeconds, buckets } = await this.statistics.histogram(LogScope.of(caller), query, gone);
    return { interval: intervalSeconds, buckets: buckets.map((b) => ({ start: new Date(b.startMs).toISOString(), counts: b.counts })) };
  }

  @Get('severity-breakdown')
  @ApiOperation({ summary: 'Counts by severity' })
  @ApiOkResponse({ type: SeverityBreakdownDto })
  async severityBreakdown(@Caller() caller: Principal, @Query() query: FilterQueryDto, @ClientGone() gone: AbortSignal): Promise<SeverityBreakdownDto> {
    const counts = await this.statistics.severityBreakdown(LogScope.of(caller), query, gone);
    return { counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
  }

  @Get('sources')
  @ApiOperation({ summary: 'The most frequent sources' })
  @ApiOkResponse({ type: SourcesAnswerDto })
  async sources(@Caller() caller: Principal, @Query() query: SourcesDto, @ClientGone() gone: AbortSignal): Promise<SourcesAnswerDto> {
    return { items: await this.statistics.sources(LogScope.of(caller), query, gone) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One log, whole' })
  @ApiOkResponse({ type: LogDto })
  byId(@Caller() caller: Principal, @Param('id') id: string, @ClientGone() gone: AbortSignal): Promise<LogDto> {
    return this.logs.byId(LogScope.of(caller), id, gone);
  }
}
