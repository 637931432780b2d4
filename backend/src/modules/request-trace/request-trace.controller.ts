import { Body, Controller, Get, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { DescribeRequestService } from './describe-request.service.js';
import { TraceContextDto, TraceDebugDto, TraceLogAnswerDto } from './dto/trace-answers.dto.js';
import { TraceLogDto } from './dto/trace-log.dto.js';
import { WriteTraceLogService } from './write-trace-log.service.js';

/** Requests and what joins them. */
@ApiTags('trace')
@ApiBearerAuth()
@ApiHeader({ name: 'X-Correlation-ID', required: false, description: '1-128 letters, digits and . _ : / + = @ -; kept and sent back.' })
@Controller('api/v1/trace')
export class RequestTraceController {
  constructor(
    private readonly requests: DescribeRequestService,
    private readonly logs: WriteTraceLogService,
  ) {}

  @Get('context')
  @ApiOperation({ summary: 'The ids of this request, and whose it is' })
  @ApiOkResponse({ type: TraceContextDto })
  context(@Caller() caller: Principal, @Req() request: FastifyRequest): TraceContextDto {
    return this.requests.context(caller, request);
  }

  @Get('debug')
  @RequireScope('admin')
  @ApiOperation({ summary: 'What came over the wire, secrets blanked: for who sets up a proxy' })
  @ApiOkResponse({ type: TraceDebugDto })
  debug(@Caller() caller: Principal, @Req() request: FastifyRequest): TraceDebugDto {
    return this.requests.debug(caller, request);
  }

  @Post('log')
  @ApiOperation({ summary: 'Write a custom event as a log', description: 'For people who are signed in, and for API keys with the scopes read and ingest.' })
  @ApiCreatedResponse({ type: TraceLogAnswerDto })
  log(@Caller() caller: Principal, @Body() event: TraceLogDto, @Req() request: FastifyRequest): Promise<TraceLogAnswerDto> {
    const { requestId, correlationId } = this.requests.context(caller, request);
    return this.logs.write(caller, event, { requestId, correlationId });
  }
}
